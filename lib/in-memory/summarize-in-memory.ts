import { DELIMITER_POLICIES, EMPTY_SECTIONS } from '../format/output-format.js';
import type { PresetName } from '../mapping/presets.js';
import { type Mapping, readMapping, withMeasures } from '../mapping/read-mapping.js';
import type { Measures } from '../mapping/read-measures.js';
import { requireWritableNames } from '../mapping/require-writable-names.js';
import { OptionReader, type Size } from '../options.js';
import { addCounters, type Counters, NO_COUNTERS } from '../records/counters.js';
import { typeCounts, typeOf } from '../records/ignored-types.js';
import type { Reject } from '../records/reject.js';
import { USER_ORDERS } from '../records/user-order.js';
import type { AttributesLine, LineResult } from './line-result.js';
import { type Line, linesOf } from './lines.js';
import { MeasureStates } from './measures.js';
import { readRecords } from './read-records.js';

export interface SummarizeInMemoryOptions {
  /** Longest line that is read, its line end not counted. Default 1MiB; 1KiB to 256MiB. */
  readonly maxLine?: Size | undefined;
  /** `,` `=` LF and CR in a text: `'escape'` them in the output (default), or `'reject'` the line. */
  readonly delimiters?: 'reject' | 'escape' | undefined;
  /** A section without entries: `'keep'` its comma (default), or `'omit'` it. */
  readonly emptySections?: 'keep' | 'omit' | undefined;
  /** Order of users: `'bytes'` (default), or `'numeric'`: decimal integers first, by value. */
  readonly order?: 'bytes' | 'numeric' | undefined;
  /** Where the fields stand in the records of another product: a preset's name or a mapping. Default: the plain input. */
  readonly map?: PresetName | Mapping | undefined;
  /** Further facts of a user, by name, in place of those of `map`. Default: none. */
  readonly measures?: Measures | undefined;
}

export interface InMemorySummary {
  /** The lines of the output in order, each with its line end. It can be iterated repeatedly. */
  readonly output: Iterable<Buffer>;
  /** In source order. */
  readonly rejects: readonly Reject[];
  readonly counters: Counters;
  /** Number of users, and so of lines, in the output. */
  readonly users: number;
}

/** The state of one user. */
interface User {
  readonly attributes: Map<string, { readonly timestamp: number; readonly value: string | null }>;
  /** Those of which the earliest value counts, where no other is set. */
  readonly once: Map<string, { readonly timestamp: number; readonly value: string | null }>;
  readonly events: Map<string, Set<string>>;
  readonly measures: MeasureStates;
}

type Options = ReturnType<typeof readOptions>;

/**
 * The in-memory engine: the summary of an activity log with everything in memory and nothing clever. For logs that fit, the
 * answer is the same as that of `summarize`, to the byte. It shares no code with the stages but the words of rejects, so that
 * each can be tested against the other.
 *
 * `source` is the log as bytes, or as an iterable of chunks of them, such as a readable stream.
 */
export function summarizeInMemory(
  source: Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  options?: SummarizeInMemoryOptions,
): Promise<InMemorySummary> {
  const lines = linesOf(source instanceof Uint8Array ? [source] : source);
  return summarizeSourcesInMemory([{ lines }], options);
}

/** One of several sources that are one log, in their order. Rejects carry its `name`, if there is one. */
export interface InMemorySource {
  readonly lines: AsyncIterable<Line>;
  readonly name?: string | undefined;
}

/** The summary of several sources. Offsets are relative to each source. */
export async function summarizeSourcesInMemory(
  sources: readonly InMemorySource[],
  options?: SummarizeInMemoryOptions,
): Promise<InMemorySummary> {
  const settings = readOptions(options);
  const users = new Map<string, User>();
  const rejects: Reject[] = [];
  let counters = NO_COUNTERS;

  for (const [index, { lines, name }] of sources.entries()) {
    const place = name === undefined ? {} : { source: name };
    for await (const { offset, line, bytes } of lines) {
      if (isBlank(bytes)) continue;
      for (const record of readRecords(bytes, settings, `${index}:${offset}`)) {
        const { result } = record;
        // Offsets of values count values.
        const from = line === undefined ? offset : offset + record.start;
        counters = addCounters(counters, countersOf(result, { ...place, offset: from }));
        if (result.kind === 'reject') {
          const { code, message, column } = result;
          const position = line === undefined ? {} : { line, ...(column === undefined ? {} : { column }) };
          const at = { ...place, offset: from, ...position };
          rejects.push({ ...at, length: record.bytes.length, code, message, text: excerptOf(record.bytes) });
        }
        absorb(users, result);
      }
    }
  }

  const ids = inOrder([...users.keys()], settings.order);
  const output = {
    *[Symbol.iterator]() {
      for (const id of ids) yield Buffer.from(formatUser(id, users.get(id)!, settings));
    },
  };
  return { output, rejects, counters, users: users.size };
}

function readOptions(options: SummarizeInMemoryOptions | undefined) {
  const reader = new OptionReader('summarizeInMemory', options);
  const delimiters = reader.oneOf('delimiters', 'escape', DELIMITER_POLICIES);
  const map = withMeasures(reader.raw('map'), reader.raw('measures'));
  const mapping = readMapping('summarizeInMemory: map', map);
  requireWritableNames('summarizeInMemory', mapping);
  const settings = {
    mapping,
    maxLine: reader.size('maxLine', 2 ** 20, { min: 2 ** 10, max: 2 ** 28 }),
    rejectDelimiters: delimiters === 'reject',
    escapeDelimiters: delimiters === 'escape',
    omitEmptySections: reader.oneOf('emptySections', 'keep', EMPTY_SECTIONS) === 'omit',
    order: reader.oneOf('order', 'bytes', USER_ORDERS),
  };
  reader.done();
  return settings;
}

export function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

function excerptOf(line: Buffer): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(line.subarray(0, 1024));
}

function countersOf(result: LineResult, place: Pick<Reject, 'source' | 'offset'>): Counters {
  return {
    lines: 1,
    events: result.kind === 'event' || result.kind === 'both' ? 1 : 0,
    attributes:
      (result.kind === 'attributes' || result.kind === 'both' ? 1 : 0) +
      ('once' in result && result.once !== undefined ? 1 : 0),
    anonymous: result.kind === 'anonymous' ? 1 : 0,
    ignored: result.kind === 'ignored' ? 1 : 0,
    ...(result.kind === 'ignored'
      ? { ignoredTypes: typeCounts([[typeOf(Buffer.from(result.type)), 1]]) }
      : {}),
    rejects: result.kind === 'reject' ? { [result.code]: 1 } : {},
    firstReject: result.kind === 'reject' ? { ...place, code: result.code } : null,
  };
}

function absorb(users: Map<string, User>, result: LineResult): void {
  if ('once' in result && result.once !== undefined) absorbOnce(users, result.once);
  if (result.kind === 'both') {
    absorb(users, result.event);
    absorb(users, result.attributes);
  } else if (result.kind === 'event') {
    const { events, measures } = setDefault(users, result.user, newUser);
    const ids = setDefault(events, result.name, () => new Set<string>());
    // Of the copies of an event the first one counts for every measure.
    if (!ids.has(result.id)) measures.add(result.values ?? []);
    ids.add(result.id);
  } else if (result.kind === 'attributes') {
    const { attributes } = setDefault(users, result.user, newUser);
    const { timestamp } = result;
    for (const [name, value] of result.values) {
      const latest = attributes.get(name);
      if (latest === undefined || timestamp >= latest.timestamp) attributes.set(name, { timestamp, value });
    }
  }
}

function absorbOnce(users: Map<string, User>, { user, timestamp, values }: AttributesLine): void {
  const { once } = setDefault(users, user, newUser);
  for (const [name, value] of values) {
    const earliest = once.get(name);
    if (earliest === undefined || timestamp <= earliest.timestamp) once.set(name, { timestamp, value });
  }
}

function newUser(): User {
  return { attributes: new Map(), once: new Map(), events: new Map(), measures: new MeasureStates() };
}

function setDefault<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  const value = map.get(key) ?? create();
  map.set(key, value);
  return value;
}

function formatUser(id: string, user: User, options: Options): string {
  const text = (raw: string) => (options.escapeDelimiters ? escapeDelimiters(raw) : raw);
  const section = (pairs: Map<string, string>) =>
    inOrder([...pairs.keys()])
      .map((name) => `${text(name)}=${text(pairs.get(name)!)}`)
      .join(',');

  const attributes = new Map<string, string>();
  for (const [name, { value }] of new Map([...user.once, ...user.attributes]))
    if (value !== null) attributes.set(name, value);
  const events = new Map([...user.events].map(([name, ids]) => [name, String(ids.size)]));

  const measures = options.mapping?.measures === undefined ? [] : [section(user.measures.written())];
  const sections = [section(attributes), section(events), ...measures];
  const kept = options.omitEmptySections ? sections.filter((pairs) => pairs !== '') : sections;
  return `${[text(id), ...kept].join(',')}\n`;
}

function escapeDelimiters(text: string): string {
  return text
    .replace(/[\\,=]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
}

/** Ascending by UTF-8 bytes (by UTF-16 units, astral characters would precede U+FFFF); `numeric`: integers first. */
export function inOrder(texts: readonly string[], order: 'bytes' | 'numeric' = 'bytes'): string[] {
  const keyed = texts.map((text) => ({
    text,
    bytes: Buffer.from(text),
    integer: order === 'numeric' && /^-?[0-9]+$/.test(text) ? BigInt(text) : undefined,
  }));
  keyed.sort((a, b) => {
    if (a.integer !== b.integer) {
      if (a.integer === undefined) return 1;
      if (b.integer === undefined) return -1;
      return a.integer < b.integer ? -1 : 1;
    }
    return Buffer.compare(a.bytes, b.bytes);
  });
  return keyed.map(({ text }) => text);
}
