import test from 'ava';
import fc from 'fast-check';
import { jsonFaultAt } from '../../lib/validate/json-fault.js';

/** What may follow the beginning of some JSON, up to the closing brackets. */
const REMAINDERS = [
  ...['', '0', '"', '""', '":0', '"":0', ':0', '""]', '\\"', '0000"', '000"', '00"', '0"', 'b"', '"a":0'],
  ...['0000":0', '000":0', '00":0', '0":0', '\\":0', 'b":0'],
  ...['true', 'rue', 'ue', 'e', 'alse', 'lse', 'se', 'null', 'ull', 'll', 'l'],
];
/** The brackets that a text leaves open, closed; those in its strings do not count. */
function closers(text: string): string {
  const open: string[] = [];
  for (const [token] of text.matchAll(/"(?:\\.|[^"\\])*"?|[[\]{}]/g)) {
    if (token === '[') open.unshift(']');
    else if (token === '{') open.unshift('}');
    else if (token === ']' || token === '}') open.shift();
  }
  return open.join('');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function canBecomeJson(beginning: string): boolean {
  const end = closers(beginning);
  return REMAINDERS.some((rest) => isJson(beginning + rest + end));
}

/** By trying what every beginning could become. */
function faultByTrials(text: string): number | undefined {
  if (isJson(text)) return undefined;
  for (let length = 1; length <= text.length; length++) {
    if (!canBecomeJson(text.slice(0, length))) return length - 1;
  }
  return text.length;
}

const jsonTexts = fc
  .tuple(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(undefined, 1))
  .map(([value, indent]) => JSON.stringify(value, null, indent).replace(/[\n\u0080-\uffff]/g, '\t'));
const damaged = fc
  .tuple(jsonTexts, fc.nat(), fc.nat(2), fc.constantFrom('', ...'{}[]",:\\-+.eE0129ftnu \u0001'))
  .map(([text, at, removed, added]) => {
    const from = at % (text.length + 1);
    return text.slice(0, from) + added + text.slice(from + removed);
  });

test('the fault is at the first byte that no JSON could have there', (t) =>
  fc.assert(
    fc.property(fc.oneof(damaged, jsonTexts), (text) => {
      t.is(jsonFaultAt(Buffer.from(text))?.at, faultByTrials(text), JSON.stringify(text));
    }),
    { numRuns: 2000 },
  ));

test('each kind of fault has its place', (t) => {
  const places: [text: string, at: number][] = [
    ['', 0],
    ['{', 1],
    ['{"a":1,}', 7],
    ['{"a" 1}', 5],
    ['[1,,2]', 3],
    ['[1 2]', 3],
    ['{} {}', 3],
    ['01', 1],
    ['-', 1],
    ['1.e3', 2],
    ['1e', 2],
    ['tru', 3],
    ['nul1', 3],
    ['"\\x"', 2],
    ['"\\u12g4"', 5],
    ['"a\tb"', 2],
    ['{"a":1]', 6],
    ["{'a':1}", 1],
    ['\u00a0{}', 0],
  ];
  for (const [text, at] of places)
    t.deepEqual(jsonFaultAt(Buffer.from(text)), { at, tooDeep: false }, JSON.stringify(text));
});

test('the 513th level is a fault, and the 512th is none', (t) => {
  t.is(jsonFaultAt(Buffer.from('['.repeat(512) + ']'.repeat(512))), undefined);
  const tooDeep = `{"a":${'['.repeat(512)}${']'.repeat(512)}}`;
  t.deepEqual(jsonFaultAt(Buffer.from(tooDeep)), { at: 5 + 511, tooDeep: true });
});
