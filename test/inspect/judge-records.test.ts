import test from 'ava';
import { judgeRecords, validLines } from '../../lib/inspect/judge-records.js';

const records = (...texts: string[]) =>
  texts.map((text, index) => ({ offset: 1000 + index, bytes: Buffer.from(text) }));

test('records are judged as a job would, and the first reject of each code names its record', async (t) => {
  const given = records(
    '{"user_id":"1","type":"event","id":"1","name":"a"}',
    'nonsense',
    '[]',
    'more nonsense',
    '{"user_id":"1","type":"attributes","timestamp":1,"data":{}}',
    '{"type":"event"}',
  );
  const { counters, firstRejects } = await judgeRecords(given, undefined);
  t.like(counters, { lines: 6, events: 1, attributes: 1, anonymous: 1 });
  t.deepEqual(counters.rejects, { 'malformed-json': 2, 'not-an-object': 1 });
  t.deepEqual(
    firstRejects.map(({ code, record }) => [code, record]),
    [
      ['malformed-json', 1],
      ['not-an-object', 2],
    ],
  );
  t.is(validLines(counters), 2);
});

test('a record that is both an event and attributes is one valid line', async (t) => {
  const both = '{"distinct_id":"u","uuid":"1","event":"e","timestamp":"2024-01-01","$set":{"a":1}}';
  const { counters } = await judgeRecords(records(both), 'posthog');
  t.like(counters, { lines: 1, events: 1, attributes: 1 });
  t.is(validLines(counters), 1);
});

test('no records are no lines', async (t) => {
  t.is((await judgeRecords([], 'segment')).counters.lines, 0);
});
