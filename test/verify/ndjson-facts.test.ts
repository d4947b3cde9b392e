import test from 'ava';
import { UnreadableRecord } from '../../lib/verify/fact.js';
import { ndjsonFacts } from '../../lib/verify/ndjson-facts.js';

/** One character per byte, as the line is in a file. */
const bytes = (text: string) => Buffer.from(text).toString('latin1');

function read(line: string) {
  const record = { start: 0, line: 1, text: bytes(line) };
  return ndjsonFacts(record).map((fact) =>
    fact instanceof UnreadableRecord ? fact.reason : [fact.user, fact.kind, fact.name, fact.value],
  );
}

test('facts have the same order, whatever the order of the object', (t) => {
  const facts = [
    ['7', 'attribute', '10', 'x'],
    ['7', 'attribute', '__proto__', ''],
    ['7', 'attribute', bytes('é'), bytes('ü\n')],
    ['7', 'event', 'page', '2'],
  ];
  t.deepEqual(
    read('{"user_id":"7","attributes":{"10":"x","__proto__":"","é":"ü\\n"},"events":{"page":2}}'),
    facts,
  );
  t.deepEqual(
    read(
      '\ufeff { "events": {"page": 2.0}, "attributes": {"\\u00e9": "\\u00fc\\u000a", "__proto__": "", "10": "x"}, "user_id": "7" }\r',
    ),
    facts,
  );
});

test('a user about whom nothing is said has one empty fact, with or without empty objects', (t) => {
  t.deepEqual(read('{"user_id":"7","attributes":{},"events":{}}'), [['7', '', '', '']]);
  t.deepEqual(read('{"user_id":"7"}'), [['7', '', '', '']]);
});

test('measures are texts, or numbers with all their digits, however they are written', (t) => {
  const line =
    '{"user_id":"7","measures":{"sum":12345678901234567890.10,"last":"1.0","\\u0061":2e1,"\\ud800":1}}';
  t.deepEqual(read(line), [
    ['7', 'measure', 'a', '20'],
    ['7', 'measure', 'last', '1.0'],
    ['7', 'measure', 'sum', '12345678901234567890.1'],
    ['7', 'measure', bytes('\ufffd'), '1'],
  ]);
});

const faults: Record<string, string> = {
  '{"user_id":"7","measures":{"m":null}}': 'its measure m is neither a string nor a number',
  '{"user_id":"7","measures":7}': 'its measures are not a JSON object',
  '': 'it is not a JSON object on one line, in UTF-8',
  '{"user_id":"7"': 'it is not a JSON object on one line, in UTF-8',
  '[]': 'it is not a JSON object',
  '{}': 'its user_id is not a string',
  '{"user_id":7}': 'its user_id is not a string',
  '{"user_id":"7","attributes":[]}': 'its attributes are not a JSON object',
  '{"user_id":"7","events":null}': 'its events are not a JSON object',
  '{"user_id":"7","attributes":{"a b":1}}': "its attribute 'a b' is not a string",
  '{"user_id":"7","events":{"page":"2"}}': 'its event page is not a number',
  '{"user_id":"7","seen":1}': "it has the key 'seen', which no summary has",
};

for (const [line, reason] of Object.entries(faults)) {
  test(`the line ${line || '(empty)'} cannot be read: ${reason}`, (t) => t.deepEqual(read(line), [reason]));
}

test('a line that is not UTF-8 cannot be read', (t) => {
  const [fact] = ndjsonFacts({ start: 0, line: 1, text: '{"user_id":"\xff"}' });
  t.true(fact instanceof UnreadableRecord);
});
