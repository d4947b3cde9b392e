import { crc32 } from 'node:zlib';
import type { Activity } from '../../lib/records/activity.js';

/** A run file as its format is described in lib/runs/run-format.ts and kernel/layout/record.ts, read plainly. */
export interface DecodedRun {
  readonly numeric: boolean;
  readonly records: number;
  readonly rows: number;
  readonly largestBlock: number;
  readonly splitters: readonly Buffer[];
  /** For each partition, and in it for each segment. */
  readonly slices: readonly (readonly DecodedSlice[])[];
}

export interface DecodedSlice {
  readonly records: number;
  readonly rows: number;
  readonly activities: readonly Activity[];
}

/** Throws where anything is not as described. */
export function decodeRun(file: Buffer): DecodedRun {
  const header = file.subarray(0, 24);
  expect(header.toString('latin1', 0, 8), 'SPILLRUN');
  expect(header.readUInt32LE(8), 3);
  const trailer = file.subarray(-16);
  expect(trailer.toString('latin1', 8), 'SPILLEND');
  const footerAt = file.length - 16 - trailer.readUInt32LE(0);
  const footer = file.subarray(footerAt, -16);
  expect(trailer.readUInt32LE(4), crc32(footer, crc32(header)));
  const [records, rows] = [Number(footer.readBigUInt64LE(0)), Number(footer.readBigUInt64LE(8))];
  const [largestBlock, partitions, segments, count] = [16, 20, 24, 28].map((at) => footer.readUInt32LE(at));
  const splitters: Buffer[] = [];
  let at = 32;
  for (let splitter = 0; splitter < count!; splitter++) {
    const length = footer.readUInt32LE(at);
    splitters.push(footer.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  expect(footer.length - at, partitions! * segments! * 12);
  const slices: DecodedSlice[][] = Array.from({ length: partitions! }, () => []);
  let offset = 24;
  for (let segment = 0; segment < segments!; segment++) {
    for (let partition = 0; partition < partitions!; partition++) {
      const entry = footer.subarray(at + (partition * segments! + segment) * 12);
      const end = offset + entry.readUInt32LE(0);
      const activities = [...decodeSlice(file, header, partition, offset, end)];
      slices[partition]!.push({ records: entry.readUInt32LE(4), rows: entry.readUInt32LE(8), activities });
      offset = end;
    }
  }
  expect(offset, footerAt);
  const numeric = header.readUInt32LE(12) === 1;
  return { numeric, records, rows, largestBlock: largestBlock!, splitters, slices };
}

function* decodeSlice(
  file: Buffer,
  header: Buffer,
  partition: number,
  offset: number,
  end: number,
): Generator<Activity> {
  for (let at = offset; at < end; ) {
    const length = file.readUInt32LE(at);
    const payload = file.subarray(at + 8, at + 8 + length);
    const seed = Buffer.alloc(24);
    header.copy(seed, 0, 16, 24);
    seed.writeUInt32LE(partition, 8);
    seed.writeBigUInt64LE(BigInt(at), 12);
    seed.writeUInt32LE(length, 20);
    expect(file.readUInt32LE(at + 4), crc32(payload, crc32(seed)));
    yield* decodeRecords(payload);
    at += 8 + length;
  }
}

/** The activities of whole records that stand one behind the other. */
export function* decodeRecords(bytes: Buffer): Generator<Activity> {
  for (let at = 0; at < bytes.length; ) {
    const long = bytes.readUInt16LE(at) === 0;
    const size = long ? bytes.readUInt32LE(at + 4) : bytes.readUInt16LE(at);
    yield decodeRecord(bytes.subarray(at, at + size), long);
    at += size;
  }
}

function decodeRecord(record: Buffer, long: boolean): Activity {
  const kind = record[2]!;
  let at = long ? 12 : 4;
  const text = (length: number) => {
    at += length;
    return record.subarray(at - length, at);
  };
  const length = () => {
    at += long ? 4 : 1;
    return long ? record.readUInt32LE(at - 4) : record[at - 1]!;
  };
  const user_id = text(long ? record.readUInt32LE(8) : record[3]!).toString();
  if ((kind & 1) !== 0) {
    const [nameLength, idLength] = [length(), length()];
    const name = text(nameLength).toString();
    const id = text(idLength);
    expect(at, record.length);
    return { type: 'event', user_id, name, id: (kind & 2) !== 0 ? uuidOf(id) : id.toString() };
  }
  const count = length();
  const whole = (kind & 4) !== 0;
  const timestamp = whole ? record.readUInt32LE(at) : record.readDoubleLE(at);
  at += whole ? 4 : 8;
  const lengths = Array.from({ length: count }, () => [length(), length()] as const);
  const cleared = long ? 0xffffffff : 255;
  const data: [string, string | null][] = [];
  for (const [nameLength, valueLength] of lengths) {
    const name = text(nameLength).toString();
    data.push([name, valueLength === cleared ? null : text(valueLength).toString()]);
  }
  expect(at, record.length);
  return { type: 'attributes', user_id, timestamp, data: Object.fromEntries(data) };
}

function uuidOf(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function expect<T>(found: T, expected: T): void {
  if (found !== expected) throw new Error(`expected ${expected}, found ${found}`);
}

/** All activities of a run, each user's in their order. */
export function activitiesOf({ slices }: DecodedRun): Activity[] {
  return slices.flatMap((segments) => segments.flatMap(({ activities }) => activities));
}
