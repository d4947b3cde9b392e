import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { OR_DISCARD, SpillwayError } from '../errors.js';
import type { JsonRecord } from '../records/json-value.js';
import type { PositionUnit } from '../records/source-position.js';
import { BEGINNING, comparePositions, type SourcePosition } from '../records/source-position.js';
import { FieldReader } from './field-reader.js';
import type { Manifest, ManifestRange, ManifestRun, ProvisionalLine } from './manifest.js';
import { readCounters, readKept, readRun, readSource, readTail } from './manifest-fields.js';
import { positionOfRun, savedRuns, sumCounters } from './saved-runs.js';

// The manifest file: everything that is needed to resume a job, as JSON that people can read.
//
// Its last member is the SHA-256 of all bytes before it, so any damage is noticed, even in white space. The checksum and
// `version` will stay in every later version: a reader first checks the sum, then whether it knows the version.

const FORMAT = 'spillway manifest';
/**
 * Version 2 added the unit of positions, and provisional runs; version 3 runs of format 3; version 4 counts of lines, and kept
 * work.
 */
const VERSION = 4;

const WAY_OUT = `restore it, ${OR_DISCARD}`;

export function encodeManifest(manifest: Manifest): Buffer {
  const text = JSON.stringify({ format: FORMAT, version: VERSION, ...manifest }, null, 2);
  const body = Buffer.from(text.slice(0, -'\n}'.length));
  return Buffer.concat([body, checksumMember(body)]);
}

/** The last member, up to the end of the text. */
function checksumMember(body: Uint8Array): Buffer {
  const sum = createHash('sha256').update(body).digest('hex');
  return Buffer.from(`,\n  "checksum": "${sum}"\n}\n`);
}

const CHECKSUM_MEMBER_BYTES = checksumMember(new Uint8Array()).length;

/** Fails with `state-corrupt` or `newer-format`; `file` is the manifest's path, for messages. */
export function decodeManifest(bytes: Uint8Array, file: string): Manifest {
  const root = FieldReader.parse(file, bytes, WAY_OUT);
  const body = bytes.subarray(0, Math.max(0, bytes.length - CHECKSUM_MEMBER_BYTES));
  if (!checksumMember(body).equals(bytes.subarray(body.length))) {
    throw new SpillwayError('state-corrupt', `${file} is damaged: its checksum does not match; ${WAY_OUT}`, {
      file,
    });
  }
  if (root.field('format').text() !== FORMAT) root.field('format').fail(`'${FORMAT}'`);
  const version = root.field('version').integer(1);
  if (version !== VERSION) throw otherFormat(file, version);
  const manifest: Manifest = {
    unit: readUnit(root.field('unit')),
    sources: root.field('sources').items().map(readSource),
    options: root.field('options').record() as JsonRecord,
    rejects: root.field('rejects').isNull ? null : root.field('rejects').text(/^./s),
    ranges: readRanges(
      root.field('ranges'),
      root.field('sources').items().length,
      root.field('kept').isNull ? BEGINNING : undefined,
    ),
    counters: readCounters(root.field('counters')),
    kept: root.field('kept').isNull ? null : readKept(root.field('kept')),
  };
  checkTotals(manifest, root);
  return manifest;
}

function readUnit(unit: FieldReader): PositionUnit {
  return unit.text(/^(bytes|values)$/) as PositionUnit;
}

function otherFormat(file: string, version: number): SpillwayError {
  const newer = version > VERSION;
  return new SpillwayError(
    newer ? 'newer-format' : 'state-corrupt',
    `${file} was written by ${newer ? 'a newer' : 'an older'} spillway (format ${version}, this one reads ${VERSION}); use that one, ${OR_DISCARD}`,
    { file, expected: VERSION, found: version },
  );
}

/** `first`: where the first one starts; undefined: where the last finished job has ended. */
function readRanges(
  ranges: FieldReader,
  sources: number,
  first: SourcePosition | undefined,
): ManifestRange[] {
  const read: ManifestRange[] = [];
  for (const item of ranges.items()) {
    const range = readRange(item, read.length === 0 ? { end: first } : read.at(-1)!, sources);
    read.push({ ...range, provisional: readProvisional(item.field('provisional'), range) });
  }
  if (read.at(-1)?.end !== null) ranges.fail('a list of ranges, the last one without an end');
  return read;
}

/** A range starts where the one before it ends, so nothing is left out or read twice. */
function readRange(
  range: FieldReader,
  before: { readonly end: SourcePosition | null | undefined },
  sources: number,
): Omit<ManifestRange, 'provisional'> {
  const start = readPosition(range.field('start'), sources);
  const expected = before.end === undefined ? start : (before.end ?? range.fail('the end of the list'));
  if (comparePositions(start, expected) !== 0) range.field('start').fail('the end of the range before it');
  const end = range.field('end').isNull ? null : readPosition(range.field('end'), sources);
  const position = readPosition(range.field('position'), sources);
  const runs: ManifestRun[] = [];
  for (const item of range.field('runs').items()) runs.push(readRun(item, runs.at(-1)));
  const ends = [start, ...runs.map(positionOfRun), ...(end === null ? [] : [end])];
  if (ends.some((each, index) => index > 0 && comparePositions(ends[index - 1]!, each) > 0)) {
    range.field('runs').fail('ascending by position, within the range');
  }
  const reached = runs.length === 0 ? start : positionOfRun(runs.at(-1)!);
  if (comparePositions(position, reached) !== 0) range.field('position').fail('the end of its last run');
  const tail = readTail(range.field('tail'));
  return { start, end, position, tail, complete: range.field('complete').flag(), runs };
}

function readProvisional(
  line: FieldReader,
  { end, position, runs }: Omit<ManifestRange, 'provisional'>,
): ProvisionalLine | null {
  if (line.isNull) return null;
  if (end !== null) line.fail('null, of a range that has an end');
  const run = readRun(line.field('run'), runs.at(-1));
  if (comparePositions(positionOfRun(run), position) <= 0) line.fail('a run after the position of its range');
  return { run, tail: readTail(line.field('tail')) };
}

function readPosition(position: FieldReader, sources: number): SourcePosition {
  const source = position.field('source').integer();
  if (source >= Math.max(1, sources)) position.field('source').fail('the index of a source');
  return { source, offset: position.field('offset').integer() };
}

/** The totals repeat, for people, what the runs say. They must agree. */
function checkTotals(manifest: Manifest, root: FieldReader): void {
  const runs = savedRuns(manifest);
  if (new Set(runs.map((run) => run.file)).size < runs.length)
    root.field('ranges').fail('runs with a file each');
  if (!isDeepStrictEqual(sumCounters(manifest), manifest.counters))
    root.field('counters').fail("the sum of the runs' counters");
}
