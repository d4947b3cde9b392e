import test from 'ava';
import fc from 'fast-check';
import { Aggregator } from '../../lib/aggregate/aggregator.js';
import { countActivities } from '../../lib/aggregate/count-activities.js';
import type { DelimiterPolicy } from '../../lib/format/output-format.js';
import { batchRoom } from '../../lib/kernel/batch-room.js';
import { instantiateKernel } from '../../lib/kernel/kernel.js';
import { LineScanner } from '../../lib/parse/line-scanner.js';
import { LineTaker } from '../../lib/parse/line-taker.js';
import { ActivityBatch } from '../../lib/records/activity-batch.js';
import { addCounters, type Counters, NO_COUNTERS } from '../../lib/records/counters.js';
import type { Reject } from '../../lib/records/reject.js';
import { judgeBatch } from '../../lib/validate/judge-batch.js';
import { logArbitrary } from '../support/arbitraries.js';
import { mutatedLogArbitrary } from '../support/mutations.js';

const MEMORY = 2 ** 23;
const MAX_LINE = 2 ** 16;
const SPLITTERS = ['1', '3', 'm'].map((user) => Buffer.from(user));

/** What becomes of a log: the records of each partition in their order, its rejects, and its counts. */
interface Taken {
  readonly records: readonly string[];
  readonly rejects: readonly Reject[];
  readonly counters: Counters;
  /** How many activities the kernel placed as it scanned them. */
  readonly atOnce: number;
}

const kernel = instantiateKernel();

/** Reads a log in one piece, as the core of a job does. */
function read(log: Uint8Array, delimiters: DelimiterPolicy, taking: boolean, memory = MEMORY): Taken {
  const room = batchRoom(kernel, memory);
  const aggregator = new Aggregator(memory, 'bytes', SPLITTERS, room);
  const records = SPLITTERS.map(() => '').concat('');
  const spill = () => {
    for (const { bytes, blocks } of aggregator.spill()) {
      for (const { at, bytes: length, partition } of blocks)
        records[partition] += Buffer.from(bytes.subarray(at + 8, at + 8 + length)).toString('latin1');
    }
  };
  const options = {
    maxLine: MAX_LINE,
    room,
    escaped: delimiters === 'escape',
    open: () => aggregator.open(),
  };
  const scanner = taking
    ? new LineTaker(options)
    : new LineScanner({ maxLine: MAX_LINE, recycle: true, room });
  const rejects: Reject[] = [];
  let counters = NO_COUNTERS;
  let atOnce = 0;
  let at = 0;
  const whole = log.subarray(0, log.lastIndexOf(0x0a) + 1);
  for (const size = 50_000; at < whole.length; ) {
    const end = Math.max(whole.lastIndexOf(0x0a, at + size), whole.indexOf(0x0a, at)) + 1;
    const lines = whole.subarray(at, end);
    for (const batch of scanner instanceof LineTaker
      ? scanner.take([lines], at)
      : [scanner.scan(lines, at)]) {
      const { valid, ...verdict } = judgeBatch(batch, delimiters);
      const judged = new ActivityBatch(valid, { ...verdict, rejectsLength: 0 });
      rejects.push(...verdict.rejects);
      counters = addCounters(counters, countActivities(judged));
      atOnce += batch.taken?.records ?? 0;
      if (batch.taken === undefined) {
        if (aggregator.activities > 0 && !aggregator.fits(judged)) spill();
        aggregator.absorb(judged);
      } else if (valid.records.length > 0) {
        throw new Error('a record that may be valid was left behind others that were taken');
      }
      at = batch.position;
      judged.release?.();
    }
  }
  spill();
  aggregator.close();
  return { records, rejects, counters, atOnce };
}

function takesTheSame(
  t: import('ava').ExecutionContext,
  log: Uint8Array,
  delimiters: DelimiterPolicy,
  memory = MEMORY,
): number {
  const { atOnce, ...taken } = read(log, delimiters, true, memory);
  const { atOnce: none, ...usual } = read(log, delimiters, false, memory);
  t.is(none, 0);
  const same = taken.records.every((records, partition) => records === usual.records[partition]);
  t.true(same, 'the same records in the same order');
  t.deepEqual({ ...taken, records: [] }, { ...usual, records: [] });
  return atOnce;
}

const policies = fc.constantFrom<DelimiterPolicy>('reject', 'escape');

test('lines are taken, rejected and counted as if they had been scanned, validated and absorbed one after the other', (t) => {
  fc.assert(
    fc.property(logArbitrary(), policies, (log, delimiters) => {
      takesTheSame(t, log, delimiters);
    }),
    { numRuns: 40 },
  );
});

test('so are lines with broken bytes', (t) => {
  fc.assert(
    fc.property(mutatedLogArbitrary(), policies, (log, delimiters) => {
      takesTheSame(t, log, delimiters);
    }),
    { numRuns: 40 },
  );
});

const text = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^[a-z0-9]{0,12}$/) },
  fc.constantFrom('', ',', 'a=b', '"', '\\', 'å\n', 'x'.repeat(254), 'x'.repeat(255), 'y'.repeat(3000)),
  fc.uuid(),
);
const value = fc.oneof({ weight: 6, arbitrary: text }, fc.constantFrom(null, 7, true, [1, ','], { a: '=' }));
const time = fc.constantFrom('1560000000', '1560000000123', '4294967295', '0.5', '12', '-1', '1e999', '"x"');

/** A line of the usual shape, or nearly so; names may come twice. */
const line = fc
  .record({
    data: fc.oneof(
      { weight: 9, arbitrary: fc.array(fc.tuple(text, value), { minLength: 1, maxLength: 8 }) },
      fc.array(fc.tuple(fc.constantFrom('a', 'b,', ''), text), { maxLength: 300 }),
    ),
    ...{ id: text, name: text, time, user: text, event: fc.boolean() },
    tail: fc.constantFrom('', '', '', '', '', ' ', '}', ' \r'),
  })
  .map(({ data, id, name, time, user, event, tail }) => {
    const entries = (data as readonly (readonly unknown[])[])
      .map((entry) => entry.map((each) => JSON.stringify(each)).join(':'))
      .join(',');
    const [named, type] = event ? [`,"name":${JSON.stringify(name)}`, 'event'] : ['', 'attributes'];
    const rest = `"timestamp":${time},"type":"${type}","user_id":${JSON.stringify(user)}}${tail}`;
    return `{"data":{${entries}},"id":${JSON.stringify(id)}${named},${rest}\n`;
  });

test('so are lines of the usual shape with texts and numbers of every kind', (t) => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 60 }), policies, (lines, delimiters) => {
      takesTheSame(t, Buffer.from(lines.join('')), delimiters);
    }),
    { numRuns: 100 },
  );
});

/** Each of a user of its own, so that nothing is thinned. */
function usualLine(index: number): string {
  const user = `"timestamp":${1560000000 + index},"type":"${index % 2 === 0 ? 'event' : 'attributes'}","user_id":"${index}"}`;
  const name = index % 2 === 0 ? ',"name":"view"' : '';
  return `{"data":{"city":"Oslo ${index}","plan":"${'p'.repeat(index % 40)}"},"id":"i${index}"${name},${user}\n`;
}

test('when memory is full it is spilled before the next line, and nothing is taken twice', (t) => {
  const lines = Array.from({ length: 300_000 }, (_, index) => usualLine(index));
  const log = Buffer.from(lines.join(''));
  const atOnce = takesTheSame(t, log, 'reject');
  // It was full more than once, and one line each time was left to the usual way.
  t.true(atOnce > 299_900 && atOnce < lines.length);
});

test('usual lines are taken at once', (t) => {
  const lines = Array.from({ length: 500 }, (_, index) => usualLine(index));
  t.is(takesTheSame(t, Buffer.from(lines.join('')), 'reject'), lines.length);
});

test('a line whose value with a delimiter is given again without one counts in its place', (t) => {
  const line = (value: string) =>
    `{"data":${value},"id":"1","timestamp":5,"type":"attributes","user_id":"7"}\n`;
  const twice = line('{"a":"x,y","a":"z"}');
  const log =
    line('{"a":"1"}') +
    twice +
    line('{"a":"2"}') +
    line('{"a":"x,y"}') +
    twice.repeat(20) +
    line('{"a":"3"}');
  t.is(takesTheSame(t, Buffer.from(log), 'escape'), 25);
  t.true(takesTheSame(t, Buffer.from(log), 'reject') < 25);
});

test('until it is known where partitions meet, lines are left to the usual way', (t) => {
  const room = batchRoom(kernel, MEMORY);
  const taker = new LineTaker({ maxLine: MAX_LINE, escaped: false, room, open: () => undefined });
  const batches = [...taker.take([Buffer.from(usualLine(1) + usualLine(2))], 0)];
  t.deepEqual(
    batches.map(({ taken, timestamps }) => [taken, timestamps.length]),
    [[undefined, 2]],
  );
});
