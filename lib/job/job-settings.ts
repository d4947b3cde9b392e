import { availableParallelism } from 'node:os';
import type { DelimiterPolicy, EmptySections, OutputFormat } from '../format/output-format.js';
import { DELIMITER_POLICIES, EMPTY_SECTIONS } from '../format/output-format.js';
import type { PresetName } from '../mapping/presets.js';
import { type Mapping, readMapping, withMeasures, writtenMapping } from '../mapping/read-mapping.js';
import type { Measures } from '../mapping/read-measures.js';
import { requireWritableNames } from '../mapping/require-writable-names.js';
import { OptionReader, type Size } from '../options.js';
import type { JsonRecord } from '../records/json-value.js';
import type { RunContent } from '../records/run.js';
import type { UserOrder } from '../records/user-order.js';
import { USER_ORDERS } from '../records/user-order.js';
import type { OnNote } from '../sources/expand-sources.js';
import type { InputFormat } from '../sources/input-format.js';
import { INPUT_FORMATS } from '../sources/input-format.js';
import { reducerUrl } from '../timelines/reducer-url.js';
import { type MaxRejects, readMaxRejects } from './max-rejects.js';
import type { Progress } from './progress.js';
import { readForm, type WrittenForm } from './read-form.js';
import { type Look, readLook } from './read-look.js';
import { requireKept } from './require-kept.js';

export interface SummarizeOptions {
  /**
   * What to read: files, globs, directories, or `-` for standard input, as for `expandSources`. Several are one log, in
   * their order. gzip and zstd are recognised by their content.
   */
  readonly source: string | readonly string[];
  /** What the sources hold: `'lines'` (default), one JSON object a line, or `'json'`, see `jsonValues`. */
  readonly input?: InputFormat | undefined;
  /**
   * The file to write; replaced when the summary is whole. Compressed if its name ends in `.gz` or `.zst`. A pipe or
   * device is written to directly, and so is standard output (`-`).
   */
  readonly output: string;
  /**
   * The work directory, kept until the job is done. Default: `<output>.spillway`; for a pipe, a device or standard output a
   * scratch directory, from which a job cannot be resumed.
   */
  readonly directory?: string | undefined;
  /**
   * Keeps the work directory when the job is done, so that the same call later reads only what is new: bytes appended to the
   * last source, and sources after it. Default: false.
   */
  readonly keep?: boolean | undefined;
  /**
   * With `keep`: where the summaries go that are new or other than in the last job that finished with this work directory, in
   * the order and format of the output. Default: nowhere.
   */
  readonly changes?: string | undefined;
  /**
   * With `keep`: takes sources as new that would be refused because it cannot be told whether they were read, and goes on
   * without those that are gone. Default: false.
   */
  readonly appendAnyway?: boolean | undefined;
  /** Memory for rows and merging, of all workers together. Default 256MiB; 1MiB to 3GiB. */
  readonly memory?: Size | undefined;
  /** Source bytes of a range after which a run is written even if memory is not full. Default 512MiB; 1 to 3GiB. */
  readonly checkpointEvery?: Size | undefined;
  /** Where the fields stand in the records of another product: a preset's name or a mapping. Default: the plain input. */
  readonly map?: PresetName | Mapping | undefined;
  /** Further facts of a user, by name, in place of those of `map`. Default: none. */
  readonly measures?: Measures | undefined;
  /** Longest line that is read, its line end not counted. Default 1MiB; 1KiB to 256MiB. */
  readonly maxLine?: Size | undefined;
  /** Where rejected lines go, one JSON object a line. Default: they are only counted. */
  readonly rejects?: string | undefined;
  /** Where a page about the job goes when it is done: HTML, in one piece. Default: none is made. */
  readonly report?: string | undefined;
  /**
   * How many lines may be rejected, or which share of all, such as `'1%'`, which is judged when all have been read. More is
   * `too-many-rejects`. Default: any number.
   */
  readonly maxRejects?: number | `${number}%` | undefined;
  /**
   * How summaries are written: `'line'`, `'ndjson'`, `'csv'` or `'parquet'`; see the stage `format`. Default: by the ending of the
   * output's name, `.ndjson`, `.jsonl` or `.parquet`; any other stands for the line format.
   */
  readonly format?: OutputFormat | undefined;
  /** Of the line format, `,` `=` LF or CR in a text: `'escape'` them with `\\` (default), or `'reject'` the line. */
  readonly delimiters?: DelimiterPolicy | undefined;
  /** A section without entries: `'keep'` its comma (default), or `'omit'` it. */
  readonly emptySections?: EmptySections | undefined;
  /**
   * One row a user instead of one a fact, with a column for each of these names: `'city'`, or `'event:page'` where an
   * attribute has the name too. Of NDJSON, CSV and Parquet.
   */
  readonly columns?: readonly string[] | undefined;
  /** The same for this number of the most frequent names, 1 to 1000. The runs are merged twice for that. */
  readonly top?: number | undefined;
  /** Order of users: `'bytes'` (default), or `'numeric'`: decimal integers first, by value. */
  readonly order?: UserOrder | undefined;
  /**
   * A module, by its path or URL, that exports `reduce(user_id, activities)`: what it returns is written for each user instead of a
   * summary. Each thread loads it. Default: none, users are summarised.
   */
  readonly reduce?: string | URL | undefined;
  /**
   * Reads only this number of lines, blank ones not counted, from the beginning of the sources; with `input: 'json'` of
   * values. A look before the full job: the output is that of sources that end there. One thread reads. Default: all.
   */
  readonly head?: number | undefined;
  /**
   * Summarises only these users. All lines are read, counted and checked; those of others are passed over. Default: all users.
   */
  readonly users?: readonly string[] | undefined;
  /** Threads that read and merge. Default: as many as the machine can run at once; 1 to 64. */
  readonly workers?: number | undefined;
  /** Bytes, of a source or of runs, that are worth handing to a thread (grain size). Default 16MiB; 1 B to 1GiB. */
  readonly grain?: Size | undefined;
  /** Publishes an empty summary if no activity is valid; otherwise that fails with `nothing-valid`. Default: false. */
  readonly allowEmpty?: boolean | undefined;
  /** Discards saved work. Default: false. */
  readonly fresh?: boolean | undefined;
  /** Stops the job: what was read is saved first, then it fails with `aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the progress of the job, at most ten times a second. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /**
   * Called with a sentence that a person should read, though the job continues: which sources are left out, and why; that
   * the work directory could not be removed.
   */
  readonly onNote?: OnNote | undefined;
}

/** The options of a job that may write the changed summaries alone. */
export type ChangesOptions = Omit<SummarizeOptions, 'output'> & {
  readonly output?: string | undefined;
  readonly changes: string;
  readonly directory: string;
};

/** Validated options, with sizes in bytes. */
export interface JobSettings extends MaxRejects, WrittenForm, Look {
  /** As they were given. */
  readonly sources: readonly string[];
  readonly input: InputFormat;
  /** Undefined: only the changes are written. */
  readonly output: string | undefined;
  readonly directory: string | undefined;
  readonly keep: boolean;
  readonly changes: string | undefined;
  readonly appendAnyway: boolean;
  readonly memory: number;
  readonly checkpointEvery: number;
  readonly map: Mapping | undefined;
  readonly maxLine: number;
  readonly rejects: string | undefined;
  readonly report: string | undefined;
  readonly delimiters: DelimiterPolicy;
  readonly emptySections: EmptySections;
  readonly order: UserOrder;
  /** URL of the reducer's module. */
  readonly reduce: string | undefined;
  /** What runs are to hold: of a reducer whose module was not loaded yet, whole activities. */
  readonly content: RunContent;
  readonly workers: number;
  readonly grain: number;
  readonly allowEmpty: boolean;
  readonly fresh: boolean;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: Progress) => void) | undefined;
  readonly onNote: OnNote | undefined;
}

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const MAX_WORKERS = 64;

/**
 * A shorter range is not worth a thread: starting one and merging its runs takes as long as reading some 10 MiB. A
 * smaller part of the merge would read as much again, because it reads one block more of each run than it needs;
 * `planParts` says how much larger a part may be.
 */
const DEFAULT_GRAIN = 16 * MIB;

/** Fails with `bad-option`, which names the field. */
export function readSettings(options: SummarizeOptions | ChangesOptions): JobSettings {
  const reader = new OptionReader('summarize', options);
  const changes = reader.path('changes');
  const output = changes === undefined ? reader.requiredPath('output') : reader.path('output');
  const form = readForm(reader, output ?? changes!);
  const delimiters = reader.oneOf<DelimiterPolicy>('delimiters', 'escape', DELIMITER_POLICIES);
  const workers = Math.min(MAX_WORKERS, availableParallelism());
  const map = writtenMapping('summarize: map', withMeasures(reader.raw('map'), reader.raw('measures')));
  if (form.format === 'line')
    requireWritableNames('summarize', readMapping('summarize: map', map as unknown));
  const reduce = reducerUrl(reader);
  const settings: JobSettings = {
    sources: reader.requiredPaths('source'),
    input: reader.oneOf<InputFormat>('input', 'lines', INPUT_FORMATS),
    output,
    directory: reader.path('directory'),
    keep: reader.flag('keep'),
    changes,
    appendAnyway: reader.flag('appendAnyway'),
    memory: reader.size('memory', 256 * MIB, { min: MIB, max: 3 * GIB }),
    checkpointEvery: reader.size('checkpointEvery', 512 * MIB, { min: 1, max: 3 * GIB }),
    map,
    maxLine: reader.size('maxLine', MIB, { min: 2 ** 10, max: 2 ** 28 }),
    rejects: reader.path('rejects'),
    report: reader.path('report'),
    ...readMaxRejects(reader),
    ...form,
    ...readLook(reader),
    // The other formats can carry any text.
    delimiters: form.format === 'line' ? delimiters : 'escape',
    emptySections: reader.oneOf<EmptySections>('emptySections', 'keep', EMPTY_SECTIONS),
    order: reader.oneOf<UserOrder>('order', 'bytes', USER_ORDERS),
    reduce,
    content: reduce === undefined ? 'rows' : 'timelines',
    workers: reader.integer('workers', workers, { min: 1, max: MAX_WORKERS }),
    grain: reader.size('grain', DEFAULT_GRAIN, { min: 1, max: GIB }),
    allowEmpty: reader.flag('allowEmpty'),
    fresh: reader.flag('fresh'),
    signal: reader.abortSignal('signal'),
    onProgress: reader.callback('onProgress'),
    onNote: reader.callback('onNote'),
  };
  reader.done();
  requireKept(settings);
  return settings;
}

/** The options that saved runs depend on: with another value of one of these the runs would differ. */
export function answerOptions(settings: JobSettings): JsonRecord {
  const { input, map, maxLine, delimiters, order, content, head, users } = settings;
  const mapping = map === undefined ? {} : { map: { ...map } as JsonRecord };
  // Which module it is does not matter: runs hold whole activities, or facts of them.
  const timelines = content === 'rows' ? {} : { reduce: content === 'facts' ? 'facts' : true };
  const look = {
    ...(head === undefined ? {} : { head }),
    ...(users === undefined ? {} : { users: [...new Set(users)].sort() }),
  };
  return { input, maxLine, delimiters, order, ...mapping, ...timelines, ...look };
}
