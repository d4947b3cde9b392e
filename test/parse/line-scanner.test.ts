import test from 'ava';
import fc from 'fast-check';
import { linesOf } from '../../lib/in-memory/lines.js';
import { batchRoom } from '../../lib/kernel/batch-room.js';
import { instantiateKernel } from '../../lib/kernel/kernel.js';
import { readMapping } from '../../lib/mapping/read-mapping.js';
import { LineScanner } from '../../lib/parse/line-scanner.js';
import type { ActivityBatch } from '../../lib/records/activity-batch.js';
import { logArbitrary } from '../support/arbitraries.js';
import { TELLING_BYTES } from '../support/mutated-lines.js';
import { mutatedLogArbitrary } from '../support/mutations.js';
import { expectedRecord, type ScannedRecord, scannedRecords } from '../support/scanned-record.js';

const MAX_LINE = 1024;

async function expectedRecords(log: Uint8Array): Promise<ScannedRecord[]> {
  const records: ScannedRecord[] = [];
  for await (const { offset, bytes } of linesOf([log])) {
    if (!/^[ \t\r]*$/.test(bytes.toString('latin1'))) records.push(expectedRecord(offset, bytes, MAX_LINE));
  }
  return records;
}

/** Of a name given twice the last value, as `expectedRecord` has it; `entry-delimiter` left out. */
function lastEntries(record: ScannedRecord): ScannedRecord {
  if (record.fields === undefined) return record;
  const flags = record.fields.flags.filter((flag) => flag !== 'entry-delimiter');
  return { ...record, fields: { ...record.fields, entries: [...new Map(record.fields.entries)], flags } };
}

const scanner = new LineScanner({ maxLine: MAX_LINE });

async function scansAsExpected(t: import('ava').ExecutionContext, log: Buffer): Promise<void> {
  const batch = scanner.scan(log, 0);
  t.is(batch.position, log.length);
  t.deepEqual(scannedRecords(batch).map(lastEntries), await expectedRecords(log));
}

test('the scanner reads each line as JSON.parse does', (t) =>
  fc.assert(
    fc.asyncProperty(logArbitrary(), (log) => scansAsExpected(t, log)),
    { numRuns: 150 },
  ));

test('the scanner reads a log with broken bytes as JSON.parse does', (t) =>
  fc.assert(
    fc.asyncProperty(mutatedLogArbitrary(), (log) => scansAsExpected(t, log)),
    { numRuns: 400 },
  ));

const USUAL_LINES = [
  '{"data":{"city":"Oslo","plan":"a"},"id":"7","name":"view","timestamp":1560000000,"type":"event","user_id":"1"}',
  '{"data":{"city":"Oslo"},"id":"7","timestamp":1560000000,"type":"attributes","user_id":"12345678901234567"}',
];

test('reads a line of the usual shape as JSON.parse does, whichever byte of it is another', async (t) => {
  for (const line of USUAL_LINES) {
    for (let at = 0; at <= line.length; at++) {
      const [before, after] = [line.slice(0, at), line.slice(at)];
      const inserted = [...TELLING_BYTES].map((byte) => before + String.fromCharCode(byte) + after);
      const replaced = [...TELLING_BYTES].map((byte) => before + String.fromCharCode(byte) + after.slice(1));
      const lines = [line, ...inserted, line, ...replaced, before + after.slice(1), before, line];
      // One batch is all UTF-8, the other one is not.
      for (const encoding of ['utf8', 'latin1'] as const) {
        await scansAsExpected(t, Buffer.from(`${lines.join('\n')}\n`, encoding));
      }
    }
  }
});

test('reads lines of any length at any address as JSON.parse does', async (t) => {
  for (let shift = 0; shift < 64; shift++) {
    const lines = Array.from({ length: 200 }, (_, length) => {
      const texts = [
        'x'.repeat(length),
        '\\'.repeat(length & ~1),
        '\\"'.repeat(length / 2),
        ',='.repeat(length / 2),
      ];
      return `{"name":"${texts[length % 4]}","user_id":"${texts[(length + shift) % 4]}"}${length % 3 === 0 ? '\r' : ''}`;
    });
    await scansAsExpected(t, Buffer.from(`${' '.repeat(shift)}\n${lines.join('\n')}`));
  }
});

test('reads a line of a MiB, and one byte more than that is too long', (t) => {
  const maxLine = 2 ** 20;
  const large = new LineScanner({ maxLine });
  for (const [head, unit] of [
    ['{"user_id":"1","pad":"', 'x'],
    ['{"user_id":"1","pad":"', '\\n'],
    ['{"user_id":"1","pad":[0', ',0'],
    [`${USUAL_LINES[0]!.slice(0, -2)}`, 'x'],
  ] as const) {
    const tail = head.includes('[') ? ']}' : '"}';
    const line = head + unit.repeat((maxLine - head.length - tail.length) / unit.length) + tail;
    const exact = line + ' '.repeat(maxLine - line.length);
    const log = Buffer.from(`{"user_id":"a"}\n${exact}\n${exact} \n{"user_id":"b"}\n`);
    const records = scannedRecords(large.scan(log, 0));
    t.deepEqual(
      records.map(({ length, fault }) => [length, fault]),
      [
        [15, undefined],
        [maxLine, undefined],
        [maxLine + 1, 'too-long'],
        [15, undefined],
      ],
    );
  }
});

test('a batch does not change before its release, and never without recycling', (t) => {
  const line = (id: number) => Buffer.from(`{"user_id":1,"type":"event","id":${id},"name":"n"}\n`);
  const idOf = (batch: ActivityBatch) => scannedRecords(batch)[0]!.fields!.id.text;
  const recycling = new LineScanner({ maxLine: MAX_LINE, recycle: true });
  const [first, second] = [recycling.scan(line(1), 0), recycling.scan(line(2), 0)];
  t.deepEqual([first, second].map(idOf), ['1', '2']);
  first.release!();
  first.release!();
  const [third, fourth] = [recycling.scan(line(3), 0), recycling.scan(line(4), 0)];
  t.deepEqual([second, third, fourth].map(idOf), ['2', '3', '4']);
  t.is(third.bytes.buffer, first.bytes.buffer);
  t.not(fourth.bytes.buffer, first.bytes.buffer);
  t.is(scanner.scan(line(5), 0).release, undefined);
});

test('a batch lies in the room that there is, unless it does not fit into it or is to stay', (t) => {
  const line = (id: number) => Buffer.from(`{"user_id":1,"type":"event","id":${id},"name":"n"}\n`);
  const kernel = instantiateKernel();
  const room = batchRoom(kernel, 2 ** 23);
  const inRoom = new LineScanner({ maxLine: MAX_LINE, room });
  const isInside = (batch: ActivityBatch) => batch.bytes.buffer === kernel.memory.buffer;
  const whole = Buffer.concat(Array.from({ length: 2000 }, (_, index) => line(index)));
  for (let turn = 0; turn < 2; turn++) {
    const inside = inRoom.scan(whole, 7);
    t.true(isInside(inside));
    t.true(inside.bytes.byteOffset >= room.start && inside.entries.byteOffset <= room.end);
    t.deepEqual(scannedRecords(inside), scannedRecords(scanner.scan(whole, 7)));
    const staying = inRoom.scan(line(turn), 0, true);
    t.false(isInside(staying));
    const many = Buffer.concat(Array<Buffer>(40).fill(whole));
    t.deepEqual(scannedRecords(inRoom.scan(many, 0)), scannedRecords(scanner.scan(many, 0)));
    t.false(isInside(inRoom.scan(Buffer.alloc(2 ** 19, '\n'), 0)));
    t.deepEqual(scannedRecords(staying), scannedRecords(scanner.scan(line(turn), 0)));
  }
});

test('mapped records are read alike in a room, whose kernel has read others before', (t) => {
  const mapping = readMapping('test', 'segment');
  const log = linesOfObjects(300, (index) =>
    index % 2 === 0
      ? { type: 'track', userId: `u${index}`, messageId: `${index}`, event: 'seen' }
      : {
          type: 'identify',
          userId: `u${index}`,
          timestamp: '2020-01-02T03:04:05Z',
          traits: { a: `\n${index}` },
        },
  );
  const kernel = instantiateKernel();
  for (let turn = 0; turn < 2; turn++) {
    const inRoom = new LineScanner({ maxLine: MAX_LINE, mapping, room: batchRoom(kernel, 2 ** 23) });
    const outside = new LineScanner({ maxLine: MAX_LINE, mapping });
    const batch = inRoom.scan(log, 0);
    t.is(batch.bytes.buffer, kernel.memory.buffer);
    t.is(batch.timestamps.length, 300);
    t.deepEqual(scannedRecords(batch), scannedRecords(outside.scan(log, 0)));
  }
});

function linesOfObjects(count: number, each: (index: number) => object): Buffer {
  return Buffer.from(
    Array.from({ length: count }, (_, index) => `${JSON.stringify(each(index))}\n`).join(''),
  );
}

test('the scanner flags a delimiter anywhere in an entry', (t) => {
  const flagsOf = (data: string) =>
    scannedRecords(scanner.scan(Buffer.from(`{"type":"attributes","data":${data}}\n`), 0))[0]!.fields!.flags;
  for (const data of [
    '{"a,":1}',
    '{"a":"="}',
    '{"a":"\\n"}',
    '{"a":"\\u002c"}',
    '{"a":[1,2]}',
    '{"0123456789abcdef0123456789=":null}',
    '{"a":"x=","a":1}',
  ]) {
    t.deepEqual(flagsOf(data), ['entry-delimiter'], data);
  }
  for (const data of ['{"a":"b","c":[ 1 ]}', '{"a":[1 ],"b":{}}', '{"a" : {}, "b" : 1.5e3}']) {
    t.deepEqual(flagsOf(data), [], data);
  }
});

test('the scanner reads 512 levels of nesting and no more', (t) => {
  const nested = (levels: number) =>
    Buffer.from(`{"x":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}\n`);
  const deep = new LineScanner({ maxLine: 1 << 20 });
  t.is(scannedRecords(deep.scan(nested(512), 0))[0]!.fault, undefined);
  t.is(scannedRecords(deep.scan(nested(513), 0))[0]!.fault, 'malformed');
  t.is(scannedRecords(deep.scan(nested(500_000), 0))[0]!.fault, 'malformed');
});

test('the scanner reads timestamps as the nearest doubles', (t) =>
  fc.assert(
    fc.property(
      fc.oneof(
        fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value.toExponential()),
        fc.stringMatching(/^-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?$/),
      ),
      (number) => {
        const json = number.replace('Infinity', '1e999');
        const batch = scanner.scan(Buffer.from(`{"timestamp":${json}}`), 7);
        t.is(batch.timestamps[0], Number(json));
      },
    ),
    { numRuns: 800 },
  ));

test('the scanner takes a batch in pieces', (t) => {
  const log = Buffer.from('{"user_id":"a"}\n{"user_id":"b"}\r\n');
  for (let cut = 0; cut <= log.length; cut++) {
    const batch = scanner.scan([log.subarray(0, cut), log.subarray(cut)], 5);
    t.deepEqual(scannedRecords(batch), scannedRecords(scanner.scan(log, 5)));
    t.is(batch.position, 5 + log.length);
  }
});

test('the scanner skips a byte order mark only at the start of the source', (t) => {
  const log = Buffer.from('\ufeff{}\n');
  t.like(scannedRecords(scanner.scan(log, 0)), [{ offset: 3, length: 2 }]);
  t.like(scannedRecords(scanner.scan(log, 10)), [{ offset: 10, length: 5, fault: 'malformed' }]);
  t.deepEqual(scannedRecords(scanner.scan(log.subarray(0, 3), 0)), []);
});

test('a CR belongs to its line unless an LF follows', (t) => {
  const lengths = (log: string) =>
    scannedRecords(scanner.scan(Buffer.from(log), 0)).map(({ length }) => length);
  t.deepEqual(lengths('{}\r\n{}\r\r\n{}\r'), [2, 3, 3]);
});
