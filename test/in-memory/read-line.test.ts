import test from 'ava';
import { readLine } from '../../lib/in-memory/read-line.js';

const RULES = { maxLine: 2 ** 20, rejectDelimiters: true };

function fateOf(line: string | Buffer, rules = RULES) {
  return readLine(Buffer.from(line as string), rules);
}

/** The reject's code, or the kind of what is not rejected. */
function codeOf(line: string | Buffer, rules = RULES) {
  const fate = fateOf(line, rules);
  return fate.kind === 'reject' ? fate.code : fate.kind;
}

const event = (members: string) => `{"user_id":"1","type":"event",${members}}`;
const attributes = (members: string) => `{"user_id":"1","type":"attributes",${members}}`;

test('an event has a user, a name and an id', (t) => {
  const line =
    '{"user_id":2352,"data":{"a,":[1]},"type":"\\u0065vent","id":1.50,"name":"pay \\u2028","timestamp":"x"}';
  t.deepEqual(fateOf(line), { kind: 'event', user: '2352', name: 'pay \u2028', id: '1.50' });
});

test('attributes keep the source text of their values', (t) => {
  const data = '{"n":19.90,"s":"\\u0061","b":true,"l":[ 1, "x y" ],"gone":null,"twice":1,"twice":"2"}';
  const fate = fateOf(attributes(`"timestamp":-1e3,"data":${data}`), { ...RULES, rejectDelimiters: false });
  t.deepEqual(fate, {
    kind: 'attributes',
    user: '1',
    timestamp: -1000,
    values: new Map<string, string | null>([
      ['n', '19.90'],
      ['s', 'a'],
      ['b', 'true'],
      ['l', '[1,"x y"]'],
      ['gone', null],
      ['twice', '2'],
    ]),
  });
});

test('a line of exactly the limit is read', (t) => {
  const line = event('"id":"1","name":"n"');
  t.is(codeOf(line, { ...RULES, maxLine: line.length }), 'event');
  t.is(codeOf(line, { ...RULES, maxLine: line.length - 1 }), 'line-too-long');
});

test('a line that is not UTF-8 is rejected', (t) => {
  for (const bytes of ['80', 'c3', 'c080', 'eda080', 'f4908080', 'f8888080', 'e282']) {
    t.is(codeOf(Buffer.from(`7b${bytes}7d`, 'hex')), 'invalid-utf8', bytes);
  }
  t.is(codeOf('{"user_id":"\ufeff\u{10ffff}","type":"x"}'), 'unknown-type');
});

test('a line that is not strict JSON is rejected', (t) => {
  const broken = [
    '{',
    "{'a':1}",
    '{"a":01}',
    '{"a":1,}',
    '{a:1}',
    '{"a":"\t"}',
    '{"a":"\\x"}',
    '{"a":+1}',
    '{"a":.5}',
  ];
  for (const line of [
    ...broken,
    '{} {}',
    '\u00a0{}',
    '\ufeff{}',
    '{"a":NaN}',
    '{"a":1.}',
    '{"a":"\\u12g4"}',
  ]) {
    t.is(codeOf(line), 'malformed-json', line);
  }
  t.is(codeOf(' \t\r{"user_id":1,"type":0} \r'), 'unknown-type');
});

test('512 levels of nesting are allowed, 513 are not', (t) => {
  const nested = (levels: number) => `{"deep":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
  t.is(codeOf(nested(512)), 'anonymous');
  t.is(codeOf(nested(513)), 'malformed-json');
  t.is(codeOf('['.repeat(513) + ']'.repeat(513)), 'malformed-json');
});

test('a line that is not an object is rejected', (t) => {
  for (const line of ['[]', '[{}]', '7', '"{}"', 'true', 'null']) t.is(codeOf(line), 'not-an-object', line);
});

test('nothing else is checked in a line without a user', (t) => {
  for (const line of ['{}', '{"user_id":null}', '{"user_id":"","type":7}', '{"user_id":7,"user_id":null}']) {
    t.is(codeOf(line), 'anonymous', line);
  }
});

test('a user id is a string or a number', (t) => {
  for (const id of ['true', 'false', '[]', '{}', '["1"]']) {
    t.is(codeOf(`{"user_id":${id},"type":"?"}`), 'bad-user-id', id);
  }
  for (const id of ['"0"', '0', '-0', '1e400', '" "']) t.is(codeOf(`{"user_id":${id}}`), 'unknown-type', id);
});

test('a type other than the two is rejected', (t) => {
  for (const type of ['"events"', '"EVENT"', '""', 'null', '7', '["event"]', '{"event":"event"}']) {
    t.is(codeOf(`{"user_id":1,"type":${type},"id":1,"name":"n"}`), 'unknown-type', type);
  }
});

test('an event needs an id, then a name', (t) => {
  for (const id of ['""', 'null', 'true', '[1]', '{}'])
    t.is(codeOf(event(`"id":${id},"name":""`)), 'bad-id', id);
  t.is(codeOf(event('"name":"n"')), 'bad-id');
  for (const name of ['""', 'null', '7', 'true', '["n"]']) {
    t.is(codeOf(event(`"id":"1","name":${name}`)), 'bad-name', name);
  }
  t.is(codeOf(event('"id":"1"')), 'bad-name');
});

test('attributes need a timestamp, then data, then names', (t) => {
  for (const timestamp of ['"1"', 'null', 'true', '[1]', '1e309', '-1e400']) {
    t.is(codeOf(attributes(`"timestamp":${timestamp},"data":7`)), 'bad-timestamp', timestamp);
  }
  t.is(codeOf(attributes('"data":{}')), 'bad-timestamp');
  for (const data of ['null', '[]', '"{}"', '7']) {
    t.is(codeOf(attributes(`"timestamp":1,"data":${data}`)), 'bad-data', data);
  }
  t.is(codeOf(attributes('"timestamp":1')), 'bad-data');
  t.is(codeOf(attributes('"timestamp":1,"data":{"":null}')), 'bad-name');
  t.is(codeOf(attributes('"timestamp":1,"data":{"a,":"b",  "":1}')), 'bad-name');
  t.is(codeOf(attributes('"timestamp":1,"data":{}')), 'attributes');
});

test('a delimiter in a written text rejects the line', (t) => {
  for (const text of ['a,b', 'a=b', 'a\\nb', 'a\\rb', '\\u002c']) {
    const lines = [
      `{"user_id":"${text}","type":"event","id":"1","name":"n"}`,
      event(`"id":"1","name":"${text}"`),
      attributes(`"timestamp":1,"data":{"${text}":null}`),
      attributes(`"timestamp":1,"data":{"a":"${text}"}`),
    ];
    for (const line of lines) {
      t.is(codeOf(line), 'delimiter', line);
      t.not(codeOf(line, { ...RULES, rejectDelimiters: false }), 'delimiter', line);
    }
    t.is(codeOf(event(`"id":"${text}","name":"n"`)), 'event', text);
  }
  t.is(codeOf(attributes('"timestamp":1,"data":{"a":[1,2]}')), 'delimiter');
  t.is(codeOf(attributes('"timestamp":1,"data":{"a":["\\n"]}')), 'attributes');
  t.is(codeOf(attributes('"timestamp":1,"data":{"a":"x,y","a":"z"}')), 'attributes');
});
