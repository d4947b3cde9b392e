import test from 'ava';
import fc from 'fast-check';
import type { RejectCode } from '../../lib/records/reject.js';
import { classify, nextInQuestion } from '../../lib/validate/classify.js';
import { rejectMessage } from '../../lib/validate/reject-message.js';
import { logArbitrary } from '../support/arbitraries.js';
import { scanned } from '../support/scanned.js';

function fateOf(line: string | object, delimiters: 'reject' | 'escape' = 'reject') {
  const batch = scanned([line]);
  return classify(batch, 0, delimiters);
}

const reject = (code: RejectCode, found?: string) => ({ code, message: rejectMessage(code, found) });
const event = (members: object) => ({ user_id: '1', type: 'event', id: '1', name: 'n', ...members });
const attributes = (members: object) => ({
  user_id: '1',
  type: 'attributes',
  timestamp: 1,
  data: {},
  ...members,
});

test('events and attributes with all fields are valid', (t) => {
  const valid = [
    event({}),
    event({ user_id: 0, id: -0.5 }),
    event({ data: { '': ',' }, timestamp: 'no number' }),
    event({ id: 'a,b' }),
    attributes({}),
    attributes({ user_id: 7, timestamp: -1e300, id: [], name: ',' }),
    attributes({ data: { a: null, b: [1], c: {}, d: '' } }),
  ];
  for (const line of valid) t.is(fateOf(line), 'valid', JSON.stringify(line));
});

test('what is passed over without a look at each field is valid, and that is nearly all that is valid', (t) => {
  let [valid, passed] = [0, 0];
  fc.assert(
    fc.property(logArbitrary(), fc.constantFrom('reject' as const, 'escape' as const), (log, delimiters) => {
      const batch = scanned(log);
      for (let index = 0; index < batch.timestamps.length; index++) {
        const isValid = classify(batch, index, delimiters) === 'valid';
        const isPassed = nextInQuestion(batch, index, delimiters) !== index;
        t.true(isValid || !isPassed);
        valid += Number(isValid);
        passed += Number(isPassed);
      }
    }),
  );
  t.true(passed > 0.9 * valid);
});

test('a faulty line as a whole is rejected before its fields are checked', (t) => {
  t.deepEqual(fateOf('{x'), { ...reject('malformed-json', "'x'"), column: 2 });
  t.deepEqual(fateOf('[]'), reject('not-an-object'));
  t.deepEqual(classify(scanned(Buffer.from('{"user_id":"\xff"}', 'latin1')), 0, 'reject'), {
    ...reject('invalid-utf8', 'the byte 0xff'),
    column: 13,
  });
  const long = scanned([`{"user_id":"${'x'.repeat(2000)}"}`], 0, 1024);
  t.deepEqual(classify(long, 0, 'reject'), reject('line-too-long', '2014 bytes'));
});

test('nothing else is checked in a line without a user', (t) => {
  for (const line of [{}, { user_id: null }, event({ user_id: '' }), { user_id: '', type: 7 }]) {
    t.is(fateOf(line), 'anonymous', JSON.stringify(line));
  }
});

test('fields are checked in the documented order', (t) => {
  const rejected: [object, RejectCode, string?][] = [
    [event({ user_id: true, type: 'x' }), 'bad-user-id', 'a boolean'],
    [event({ user_id: {} }), 'bad-user-id', 'an object'],
    [event({ type: 'events' }), 'unknown-type', '"events"'],
    [{ user_id: 1, id: '' }, 'unknown-type', 'nothing'],
    [event({ id: undefined, name: 7 }), 'bad-id', 'nothing'],
    [event({ id: null }), 'bad-id', 'null'],
    [event({ id: '' }), 'bad-id', 'an empty string'],
    [event({ name: undefined, user_id: ',' }), 'bad-name', 'nothing in name'],
    [event({ name: '' }), 'bad-name', 'an empty string in name'],
    [event({ name: 7 }), 'bad-name', 'a number in name'],
    [attributes({ timestamp: undefined, data: 7 }), 'bad-timestamp', 'nothing'],
    [attributes({ timestamp: '1' }), 'bad-timestamp', 'a string'],
    [attributes({ data: undefined }), 'bad-data', 'nothing'],
    [attributes({ data: [{}] }), 'bad-data', 'an array'],
    [attributes({ data: { a: ',', '': null } }), 'bad-name', 'an empty one in data'],
  ];
  for (const [line, code, found] of rejected) {
    for (const delimiters of ['reject', 'escape'] as const) {
      t.deepEqual(fateOf(line, delimiters), reject(code, found), JSON.stringify(line));
    }
  }
  t.deepEqual(
    fateOf('{"user_id":"1","type":"attributes","timestamp":1e309,"data":{}}'),
    reject('bad-timestamp', 'one beyond all doubles'),
  );
});

test('an empty name that is given twice is still empty', (t) => {
  const line = '{"user_id":"1","type":"attributes","timestamp":1,"data":{"":1,"":2}}';
  t.deepEqual(fateOf(line), reject('bad-name', 'an empty one in data'));
  const superseded = '{"user_id":"1","type":"attributes","timestamp":1,"data":{"":1},"data":{}}';
  t.is(fateOf(superseded), 'valid');
});

test('delimiters reject a line only under the policy reject', (t) => {
  for (const text of ['a,b', 'a=b', '\n', '\r']) {
    const lines: [object, string][] = [
      [event({ user_id: text, name: text }), 'one in user_id'],
      [attributes({ user_id: text, data: { [text]: text } }), 'one in user_id'],
      [event({ name: text }), 'one in name'],
      [attributes({ data: { a: 1, [text]: null } }), 'one in data'],
      [attributes({ data: { a: text } }), 'one in data'],
    ];
    for (const [line, found] of lines) {
      t.deepEqual(fateOf(line), reject('delimiter', found), JSON.stringify(line));
      t.is(fateOf(line, 'escape'), 'valid', JSON.stringify(line));
    }
  }
  t.deepEqual(fateOf(attributes({ data: { a: [1, 2] } })), reject('delimiter', 'one in data'));
});

test('only the last value of a repeated name is checked for delimiters', (t) => {
  const data = (members: string) => `{"user_id":"1","type":"attributes","timestamp":1,"data":{${members}}}`;
  t.is(fateOf(data('"a":"x,y","a":"z"')), 'valid');
  t.is(fateOf(data('"a":"x,y","\\u0061":null')), 'valid');
  t.deepEqual(fateOf(data('"a":"z","a":"x,y"')), reject('delimiter', 'one in data'));
  t.deepEqual(fateOf(data('"a,":"z","a,":null')), reject('delimiter', 'one in data'));
});
