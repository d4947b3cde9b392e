import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { SpillwayError } from '../errors.js';
import { addCounters, type Counters, type FirstReject, NO_COUNTERS } from '../records/counters.js';
import { REJECT_CODES } from '../records/reject.js';
import { FieldReader } from './field-reader.js';
import type { SourceIdentity } from './source-file.js';

// The manifest: all that a rebuilt pipeline needs to go on, as JSON that a person can read.
//
// Its last member is the SHA-256 of all bytes before that member, so any damage is noticed, white space included. That
// and `version` hold for every version to come: a reader first checks the sum, then whether it knows the version.

const FORMAT = 'spillway manifest';
const VERSION = 1;

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonRecord;
export interface JsonRecord {
  readonly [name: string]: JsonValue;
}

export interface Manifest {
  /** The files that are read, in order; none where the source is not a file. */
  readonly sources: readonly SourceIdentity[];
  /** The options that change the answer. */
  readonly options: JsonRecord;
  /** Absolute path of the rejects file; null without one. */
  readonly rejects: string | null;
  /** Stretches of the sources, each read on its own, in the order of the sources: the ranges of one source join. */
  readonly ranges: readonly ManifestRange[];
  /** Sum of the runs'. */
  readonly counters: Counters;
}

export interface ManifestRange {
  /** Index of its source; 0 where there are no files. */
  readonly source: number;
  /** Source offset, in bytes, where the range begins. */
  readonly start: number;
  /** Where it ends, and the next one begins; null for the last range of a source, which ends where the source does. */
  readonly end: number | null;
  /** Source offset up to which the runs hold every line of the range. */
  readonly position: number;
  /** Fingerprint of the bytes just before the position, see source-file.ts; null where the source is not a file. */
  readonly tail: string | null;
  /** Whether the range was read whole. */
  readonly complete: boolean;
  /** Ascending by position. */
  readonly runs: readonly ManifestRun[];
}

/** A Run (records/run.ts), its file by name alone: a work directory may be moved. */
export interface ManifestRun {
  readonly file: string;
  readonly bytes: number;
  readonly rows: number;
  readonly users: number;
  readonly position: number;
  readonly counters: Counters;
  readonly rejectsLength: number;
  /** CRC-32 of the range's rejects up to there. */
  readonly rejectsChecksum: number;
}

const WAY_OUT = 'restore it, or discard the saved work with --fresh (fresh: true)';

export function encodeManifest(manifest: Manifest): Buffer {
  const text = JSON.stringify({ format: FORMAT, version: VERSION, ...manifest }, null, 2);
  const body = Buffer.from(text.slice(0, -'\n}'.length));
  return Buffer.concat([body, checksumMember(body)]);
}

/** The last member, with the end of the text. */
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
    throw new SpillwayError('state-corrupt', `${file} is damaged: its checksum does not fit it; ${WAY_OUT}`, {
      file,
    });
  }
  if (root.field('format').text() !== FORMAT) root.field('format').fail(`'${FORMAT}'`);
  const version = root.field('version').integer(1);
  if (version > VERSION) throw newerFormat(file, version);
  const manifest: Manifest = {
    sources: root.field('sources').items().map(readSource),
    options: root.field('options').record() as JsonRecord,
    rejects: root.field('rejects').isNull ? null : root.field('rejects').text(/^./s),
    ranges: readRanges(root.field('ranges'), root.field('sources').items().length),
    counters: readCounters(root.field('counters')),
  };
  checkTotals(manifest, root);
  return manifest;
}

function newerFormat(file: string, version: number): SpillwayError {
  return new SpillwayError(
    'newer-format',
    `${file} was written by a newer spillway (format ${version}, this one knows up to ${VERSION}); use that one, or discard the saved work with --fresh (fresh: true)`,
    { file, expected: VERSION, found: version },
  );
}

function readSource(source: FieldReader): SourceIdentity {
  return {
    path: source.field('path').text(/^./s),
    size: source.field('size').integer(),
    device: source.field('device').text(/^\d+$/),
    inode: source.field('inode').text(/^\d+$/),
    head: source.field('head').text(FINGERPRINT),
    headBytes: source.field('headBytes').integer(),
  };
}

const FINGERPRINT = /^[0-9a-f]{64}$/;

function readRanges(ranges: FieldReader, sources: number): ManifestRange[] {
  const read: ManifestRange[] = [];
  for (const item of ranges.items()) read.push(readRange(item, read.at(-1)));
  const last = read.at(-1);
  if (last === undefined || last.end !== null || last.source !== Math.max(0, sources - 1)) {
    ranges.fail('a list of ranges of all sources');
  }
  return read;
}

/** Where the range before ends is where this one begins: nothing is left out, nothing read twice. */
function readRange(range: FieldReader, before: ManifestRange | undefined): ManifestRange {
  const joins = before !== undefined && before.end !== null;
  const expected = joins
    ? { source: before.source, start: before.end }
    : { source: (before?.source ?? -1) + 1, start: 0 };
  const source = range.field('source').exactly(expected.source);
  const start = range.field('start').exactly(expected.start);
  const end = range.field('end').isNull ? null : range.field('end').integer(start);
  const runs: ManifestRun[] = [];
  for (const item of range.field('runs').items()) {
    const previous = runs.at(-1);
    runs.push(readRun(item, (previous?.position ?? start - 1) + 1, previous?.rejectsLength ?? 0));
  }
  const position = range.field('position').exactly(runs.at(-1)?.position ?? start);
  if (end !== null && position > end) range.field('position').fail(`at most ${end}, the range's end`);
  const tail = range.field('tail').isNull ? null : range.field('tail').text(FINGERPRINT);
  return { source, start, end, position, tail, complete: range.field('complete').flag(), runs };
}

function readRun(run: FieldReader, minPosition: number, minRejectsLength: number): ManifestRun {
  return {
    file: run.field('file').text(RUN_FILE),
    bytes: run.field('bytes').integer(),
    rows: run.field('rows').integer(),
    users: run.field('users').integer(),
    position: run.field('position').integer(minPosition),
    counters: readCounters(run.field('counters')),
    rejectsLength: run.field('rejectsLength').integer(minRejectsLength),
    rejectsChecksum: run.field('rejectsChecksum').integer(),
  };
}

/** File name of a run: never a path, so a forged manifest cannot name a file outside its directory. */
export const RUN_FILE = /^run-\d{16}-[0-9a-f]{16}\.run$/;

function readCounters(counters: FieldReader): Counters {
  const rejects: Counters['rejects'] = Object.fromEntries(
    REJECT_CODES.filter((code) => Object.hasOwn(counters.field('rejects').record(), code)).map((code) => [
      code,
      counters.field('rejects').field(code).integer(),
    ]),
  );
  return {
    lines: counters.field('lines').integer(),
    events: counters.field('events').integer(),
    attributes: counters.field('attributes').integer(),
    anonymous: counters.field('anonymous').integer(),
    ignored: counters.field('ignored').integer(),
    rejects,
    firstReject: counters.field('firstReject').isNull ? null : readFirst(counters.field('firstReject')),
  };
}

function readFirst(reject: FieldReader): FirstReject {
  const code = REJECT_CODES.find((each) => each === reject.field('code').text());
  return {
    offset: reject.field('offset').integer(),
    code: code ?? reject.field('code').fail('a reject code'),
  };
}

/** What the manifest says twice, for people, must agree. */
function checkTotals(manifest: Manifest, root: FieldReader): void {
  const runs = manifest.ranges.flatMap((range) => range.runs);
  if (new Set(runs.map((run) => run.file)).size < runs.length)
    root.field('ranges').fail('without a file twice');
  const sum = runs.reduce((total, run) => addCounters(total, run.counters), NO_COUNTERS);
  if (!isDeepStrictEqual(sum, manifest.counters))
    root.field('counters').fail("the sum of the runs' counters");
}
