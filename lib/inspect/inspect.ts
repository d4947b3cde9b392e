import { type FieldMapping, formatPath, PATH_FIELDS, type PathField } from '../mapping/mapping.js';
import type { Path } from '../mapping/path.js';
import type { PresetName } from '../mapping/presets.js';
import { type Mapping, readMapping, writtenMapping } from '../mapping/read-mapping.js';
import { OptionReader } from '../options.js';
import type { Reject } from '../records/reject.js';
import { expandSources, type OnNote } from '../sources/expand-sources.js';
import type { InputFormat } from '../sources/input-format.js';
import type { SourceInfo } from '../sources/open-source.js';
import { type Choice, chooseMapping } from './choose-mapping.js';
import { guessMapping } from './guess-mapping.js';
import { judgeRecords, type Verdict } from './judge-records.js';
import { type LikelyFields, likelyFields } from './likely-fields.js';
import { type FieldProfile, profileFields } from './profile-fields.js';
import { recogniseLayout, recordsIn, type SourceRecord } from './recognise-layout.js';
import { type Sample, sampleSources } from './sample-sources.js';
import { type TimeSpan, timeSpan } from './time-span.js';
import { type TypeShares, typeShares } from './type-shares.js';

export interface InspectOptions {
  /** What to look at, as for `summarize`. */
  readonly source: string | readonly string[];
  /** The mapping to judge the records by. Default: the one that fits best. */
  readonly map?: PresetName | Mapping | undefined;
  /** Called with a sentence for people about what is left out. */
  readonly onNote?: OnNote | undefined;
  /** Stops it, which fails with `aborted`. */
  readonly signal?: AbortSignal | undefined;
}

/** A rejected record of the sample, at its real place. */
export type SampledReject = Pick<Reject, 'offset' | 'code' | 'message' | 'text'> & {
  readonly source: string;
};

/** What a look at some sources has found. Plain data. */
export interface Inspection {
  readonly sources: readonly SourceInfo[];
  /** How to read them; undefined if they cannot be read as they are. */
  readonly input: InputFormat | undefined;
  /** What the first source looks like, if it is not one JSON object a line. */
  readonly looks: string | undefined;
  /** Why values cannot be read on from some place, if one was seen. */
  readonly fault: string | undefined;
  /** What was looked at: whether it was everything, the bytes, and the lines or values in them. */
  readonly sample: { readonly whole: boolean; readonly bytes: number; readonly records: number };
  /** About as many lines or values there are in all; undefined if that cannot be told. */
  readonly records: number | undefined;
  readonly fields: readonly FieldProfile[];
  /** Which fields are what: by the mapping that fits, or else probably, by their names and values. */
  readonly likely: Readonly<Partial<Record<keyof LikelyFields, string>>>;
  /** Which records there are, by the field of their type. */
  readonly types: TypeShares | undefined;
  readonly timeSpan: TimeSpan | undefined;
  /** How to read the records: as the plain input, by a preset, by a mapping to start from; undefined if nothing fits. */
  readonly fit: Choice['fit'] | 'given' | undefined;
  /** The preset or mapping, unless the plain input fits. */
  readonly map: PresetName | Mapping | undefined;
  /** What a job would make of the sample. */
  readonly counters: Verdict['counters'] | undefined;
  /** The first rejected record of each code. */
  readonly rejects: readonly SampledReject[];
}

/** As many records are examined field by field. */
const PROFILED_RECORDS = 20_000;

/**
 * Looks at the head, the end and some places between of sources of any size, and says what is there and how to read it.
 * Errors: `bad-option`, `source-unreadable`, `aborted`.
 */
export async function inspect(options: InspectOptions): Promise<Inspection> {
  const reader = new OptionReader('inspect', options);
  const patterns = reader.requiredPaths('source');
  const onNote = reader.callback<OnNote>('onNote');
  const map = writtenMapping('inspect: map', reader.raw('map'));
  const signal = reader.abortSignal('signal');
  reader.done();
  return inspectSources(await expandSources(patterns, onNote), { map }, signal);
}

/** How records are judged: by this mapping, or by the best one; in the same layout one that is not this one. */
export interface Judging {
  readonly map?: Mapping | undefined;
  readonly otherThan?:
    | { readonly input: InputFormat; readonly mapping: FieldMapping | undefined }
    | undefined;
}

/** The same for files that were found before. */
export async function inspectSources(
  paths: readonly string[],
  judging: Judging = {},
  signal?: AbortSignal | undefined,
): Promise<Inspection> {
  const sample = await sampleSources(paths, signal);
  const { input, looks } = recogniseLayout(sample.head.bytes);
  const { records: found, fault } = input === undefined ? NOTHING : await recordsOf(sample, input);
  const objects = found.slice(0, PROFILED_RECORDS).flatMap(({ bytes }) => parsed(bytes));
  const fields = profileFields(objects);
  const likely = likelyFields(fields, objects.length);
  const { otherThan } = judging;
  const sameLayout = otherThan?.input === input || otherThan?.input === 'json';
  const tried = { ...judging, otherThan: sameLayout ? otherThan : undefined };
  const choice = await choiceFor(found, objects, { fields, likely }, tried);
  const map = choice?.map;
  const verdict = choice === undefined ? undefined : await judgeRecords(found, map);
  const bytes = found.reduce((sum, record) => sum + record.bytes.length + 1, 0);
  const mapping = readMapping('map', map);
  return {
    sources: sample.sources,
    input,
    looks,
    fault: sample.whole ? fault : undefined,
    sample: { whole: sample.whole, bytes, records: found.length },
    records: recordsInAll(sample, input, { bytes, records: found.length }),
    fields,
    likely: pathsOf(fields, likely, choice?.fit === 'plain' ? PLAIN : mapping),
    types: typeShares(objects, mapping, likely),
    timeSpan: timeSpan(objects, fields, mapping?.timestamp ?? [], likely.timestamp),
    fit: choice?.fit,
    map,
    counters: verdict?.counters,
    rejects: (verdict?.firstRejects ?? []).map(({ code, message, text, record }) => {
      const { path, offset } = found[record]!;
      return { source: path, offset, code, message, text };
    }),
  };
}

/** The fields of the plain input, as a mapping would name them. */
const PLAIN: Readonly<Record<PathField, readonly Path[]>> = {
  user_id: [['user_id']],
  type: [['type']],
  id: [['id']],
  name: [['name']],
  timestamp: [['timestamp']],
  data: [['data']],
};

/** The first path of each field that is there; without a mapping, the likely ones. */
function pathsOf(
  fields: readonly FieldProfile[],
  likely: LikelyFields,
  mapping: Readonly<Record<PathField, readonly Path[]>> | undefined,
): Inspection['likely'] {
  const there = new Set(fields.map(({ path }) => path));
  const found = PATH_FIELDS.map((field) => {
    const paths = mapping?.[field].map(formatPath);
    return [
      field,
      paths === undefined ? likely[field]?.path : paths.find((path) => there.has(path)),
    ] as const;
  });
  return Object.fromEntries(found.filter(([, path]) => path !== undefined));
}

type Found = SourceRecord & { readonly path: string };

interface FoundRecords {
  readonly records: readonly Found[];
  readonly fault: string | undefined;
}

const NOTHING: FoundRecords = { records: [], fault: undefined };

/** Only of lines more than the head is read: values have no mark at which to begin. */
async function recordsOf({ head, pieces }: Sample, input: InputFormat): Promise<FoundRecords> {
  const found: Found[] = [];
  let fault: string | undefined;
  for (const { path, offset, bytes } of input === 'json' ? [head] : pieces) {
    const { records, fault: why } = await recordsIn(bytes, input, Number.POSITIVE_INFINITY);
    for (const record of records) found.push({ ...record, path, offset: offset + record.offset });
    fault ??= why;
  }
  return { records: found, fault };
}

/** Objects only; a line that is none has no fields. */
function parsed(bytes: Buffer): object[] {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? [value] : [];
  } catch {
    return [];
  }
}

async function choiceFor(
  found: readonly Found[],
  objects: readonly object[],
  { fields, likely }: { readonly fields: readonly FieldProfile[]; readonly likely: LikelyFields },
  { map, otherThan }: Judging,
): Promise<{ readonly fit: Inspection['fit']; readonly map?: PresetName | Mapping } | undefined> {
  if (map !== undefined) return { fit: 'given', map };
  return chooseMapping(found, guessMapping(likely, objects), fields, otherThan);
}

function recordsInAll(
  { sources, whole }: Sample,
  input: InputFormat | undefined,
  sampled: { readonly bytes: number; readonly records: number },
): number | undefined {
  if (whole) return sampled.records;
  const plain = sources.every(({ compression, size }) => compression === 'none' && size !== undefined);
  if (input === undefined || !plain || sampled.records === 0) return undefined;
  const total = sources.reduce((sum, { size }) => sum + size!, 0);
  return Math.round(total / (sampled.bytes / sampled.records));
}
