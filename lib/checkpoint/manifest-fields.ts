import { REJECTS_FILE, RUN_FILE } from '../disk/work-directory-names.js';
import type { Counters, FirstReject } from '../records/counters.js';
import { REJECT_CODES } from '../records/reject.js';
import type { ContentIdentity, SourceIdentity } from '../sources/source-identity.js';
import type { FieldReader } from './field-reader.js';
import type { ForgottenUsers, KeptWork, ManifestRun } from './manifest.js';

// Reads the parts of a manifest. A field that is not valid fails with `state-corrupt`.

export function readSource(source: FieldReader): SourceIdentity {
  return {
    path: source.field('path').text(/^./s),
    size: source.field('size').integer(),
    device: source.field('device').text(/^\d+$/),
    inode: source.field('inode').text(/^\d+$/),
    head: source.field('head').text(FINGERPRINT),
    headBytes: source.field('headBytes').integer(),
    tail: readTail(source.field('tail')),
    sealed: source.field('sealed').flag(),
    ...(Object.hasOwn(source.record(), 'content') ? { content: readContent(source.field('content')) } : {}),
  };
}

function readContent(content: FieldReader): ContentIdentity {
  return {
    size: content.field('size').integer(),
    head: content.field('head').text(FINGERPRINT),
    headBytes: content.field('headBytes').integer(),
    tail: content.field('tail').text(FINGERPRINT),
  };
}

const FINGERPRINT = /^[0-9a-f]{64}$/;

export function readKept(kept: FieldReader): KeptWork {
  const [runs, provisional] = [kept.field('runs'), kept.field('provisional')];
  return {
    sources: kept.field('sources').items().map(readSource),
    runs: runs.items().map((run) => ({ ...readRun(run, undefined), level: run.field('level').integer() })),
    provisional: provisional.isNull ? null : readRun(provisional, undefined),
    linesBefore: kept.field('linesBefore').integer(),
    rejects: kept
      .field('rejects')
      .items()
      .map((rejects) => ({
        file: rejects.field('file').text(REJECTS_FILE),
        length: rejects.field('length').integer(),
        checksum: rejects.field('checksum').integer(),
        linesBefore: rejects.field('linesBefore').integer(),
      })),
    ...(Object.hasOwn(kept.record(), 'forgotten')
      ? { forgotten: readForgotten(kept.field('forgotten')) }
      : {}),
    finished: kept.field('finished').isNull ? null : kept.field('finished').text(ISO_DATE),
  };
}

function readForgotten(forgotten: FieldReader): ForgottenUsers {
  const hashes = (name: string) =>
    forgotten
      .field(name)
      .items()
      .map((user) => user.text(FINGERPRINT));
  return {
    key: forgotten.field('key').text(FINGERPRINT),
    users: hashes('users'),
    barred: hashes('barred'),
    gone: hashes('gone'),
  };
}

const ISO_DATE = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

export function readTail(tail: FieldReader): string | null {
  return tail.isNull ? null : tail.text(FINGERPRINT);
}

export function readRun(run: FieldReader, before: ManifestRun | undefined): ManifestRun {
  return {
    file: run.field('file').text(RUN_FILE),
    bytes: run.field('bytes').integer(),
    records: run.field('records').integer(),
    rows: run.field('rows').integer(),
    source: run.field('source').integer(),
    position: run.field('position').integer(),
    linesBefore: run.field('linesBefore').isNull ? null : run.field('linesBefore').integer(),
    ...(Object.hasOwn(run.record(), 'cursor') ? { cursor: run.field('cursor').json() } : {}),
    counters: readCounters(run.field('counters')),
    rejectsLength: run.field('rejectsLength').integer(before?.rejectsLength ?? 0),
    rejectsChecksum: run.field('rejectsChecksum').integer(),
  };
}

export function readCounters(counters: FieldReader): Counters {
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
    ...readTypes(counters),
    rejects,
    firstReject: counters.field('firstReject').isNull ? null : readFirst(counters.field('firstReject')),
  };
}

function readTypes(counters: FieldReader): Pick<Counters, 'ignoredTypes'> {
  if (!Object.hasOwn(counters.record(), 'ignoredTypes')) return {};
  const types = counters.field('ignoredTypes').items();
  return {
    ignoredTypes: types.map((each) => ({
      type: each.field('type').text(),
      lines: each.field('lines').integer(1),
    })),
  };
}

function readFirst(reject: FieldReader): FirstReject {
  const code = REJECT_CODES.find((each) => each === reject.field('code').text());
  const named = Object.hasOwn(reject.record(), 'source');
  return {
    ...(named ? { source: reject.field('source').text() } : {}),
    offset: reject.field('offset').integer(),
    code: code ?? reject.field('code').fail('a reject code'),
  };
}
