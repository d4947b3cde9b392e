import test from 'ava';
import { ValueText } from '../../lib/parse/value-text.js';

type Token = Parameters<ValueText['push']>[0];

/** The tokens of a value as stream-json gives them. */
function* tokensOf(value: unknown): Generator<Token> {
  if (Array.isArray(value)) {
    yield { name: 'startArray' } as Token;
    for (const element of value) yield* tokensOf(element);
    yield { name: 'endArray' } as Token;
  } else if (value !== null && typeof value === 'object') {
    yield { name: 'startObject' } as Token;
    for (const [key, member] of Object.entries(value)) {
      yield { name: 'keyValue', value: key } as Token;
      yield* tokensOf(member);
    }
    yield { name: 'endObject' } as Token;
  } else if (typeof value === 'string') yield { name: 'stringValue', value } as Token;
  else if (typeof value === 'number') yield { name: 'numberValue', value: String(value) } as Token;
  else yield { name: `${value}Value`, value } as Token;
}

function textsOf(texts: ValueText, ...values: readonly unknown[]): string[] {
  const taken: string[] = [];
  for (const value of values) {
    for (const token of tokensOf(value)) if (texts.push(token)) taken.push(texts.take().toString());
  }
  return taken;
}

const VALUES = [
  { a: [1, 'x', null, true], '': {} },
  {},
  { b: { c: [[], [{}]] } },
  'a "text"',
  7,
  null,
  false,
];

test('values that follow each other are texts of their own', (t) => {
  const objects = VALUES.filter((value) => !Array.isArray(value));
  t.deepEqual(
    textsOf(new ValueText(1000), ...objects),
    objects.map((value) => JSON.stringify(value)),
  );
});

test('a top-level array is left out, and arrays within values stay', (t) => {
  const texts = new ValueText(1000);
  t.true(texts.complete);
  t.false(texts.push({ name: 'startArray' } as Token));
  t.false(texts.complete);
  t.deepEqual(
    textsOf(texts, ...VALUES, [1, [2]]),
    [...VALUES, [1, [2]]].map((value) => JSON.stringify(value)),
  );
  t.false(texts.push({ name: 'endArray' } as Token));
  t.true(texts.complete);
});

test('a value that is too long is noticed before its end, and no more of it is kept', (t) => {
  const texts = new ValueText(10);
  const tokens = [...tokensOf({ a: 'x'.repeat(20), b: 1 })];
  const tooLong = tokens.map((token) => {
    texts.push(token);
    return texts.tooLong;
  });
  t.deepEqual(tooLong, [false, false, true, true, true, true]);
  t.true(texts.take().length <= 10);
  t.false(texts.tooLong);
});
