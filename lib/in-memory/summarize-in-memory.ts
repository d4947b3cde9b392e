import { DELIMITER_POLICIES, EMPTY_SECTIONS } from '../format/output-format.js';
import type { PresetName } from '../mapping/presets.js';
import { type Mapping, readMapping } from '../mapping/read-mapping.js';
import { OptionReader, type Size } from '../options.js';
import { addCounters, type Counters, NO_COUNTERS } from '../records/counters.js';
import { typeCounts, typeOf } from '../records/ignored-types.js';
import type { Reject } from '../records/reject.js';
import { USER_ORDERS } from '../records/user-order.js';
import { type Line, linesOf } from './lines.js';
import { type Fate, readLine } from './read-line.js';

export interface SummarizeInMemoryOptions {
  /** Bytes a line may have, its line end not counted: 1 KiB to 256 MiB, default `'1MiB'`. */
  readonly maxLine?: Size;
  /** `,` `=` LF and CR in a text: `escape` them in the output (the default), or `reject` the line. */
  readonly delimiters?: 'reject' | 'escape';
  /** Whether a user without attributes or events keeps the empty section's comma: `keep` (the default) or `omit`. */
  readonly emptySections?: 'keep' | 'omit';
  /** Users ascend by their id's UTF-8 `bytes` (the default), or decimal integers come first, by value: `numeric`. */
  readonly order?: 'bytes' | 'numeric';
  /** Where the fields stand in the records of another product: a preset's name or a mapping. Default: the plain input. */
  readonly map?: PresetName | Mapping;
}

export interface InMemorySummary {
  /** The output's lines in order, each with its line end. It can be iterated again and again. */
  readonly output: Iterable<Buffer>;
  /** In source order. */
  readonly rejects: readonly Reject[];
  readonly counters: Counters;
  /** Users, and so lines, of the output. */
  readonly users: number;
}

/** What is known of one user. */
interface User {
  readonly attributes: Map<string, { readonly timestamp: number; readonly value: string | null }>;
  readonly events: Map<string, Set<string>>;
}

type Options = ReturnType<typeof readOptions>;

/**
 * The summary of an activity log, with everything in memory and nothing clever: the same answer as `summarize`, to
 * the byte, for logs that fit. It shares no code with the stages but the words of
 * rejects, so that each can be tested against the other.
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

/** One of several sources that are one log, in their order; `name` is what its rejects call it. */
export interface InMemorySource {
  readonly lines: AsyncIterable<Line>;
  readonly name?: string;
}

/** The summary of several sources: offsets are those within each. */
export async function summarizeSourcesInMemory(
  sources: readonly InMemorySource[],
  options?: SummarizeInMemoryOptions,
): Promise<InMemorySummary> {
  const settings = readOptions(options);
  const users = new Map<string, User>();
  const rejects: Reject[] = [];
  let counters = NO_COUNTERS;

  for (const { lines, name } of sources) {
    const place = name === undefined ? {} : { source: name };
    for await (const { offset, bytes } of lines) {
      if (isBlank(bytes)) continue;
      const fate = readLine(bytes, settings);
      counters = addCounters(counters, countersOf(fate, { ...place, offset }));
      if (fate.kind === 'reject') {
        const { code, message } = fate;
        rejects.push({ ...place, offset, length: bytes.length, code, message, text: excerptOf(bytes) });
      }
      absorb(users, fate);
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
  const settings = {
    mapping: readMapping('summarizeInMemory: map', reader.raw('map')),
    maxLine: reader.size('maxLine', 2 ** 20, { min: 2 ** 10, max: 2 ** 28 }),
    rejectDelimiters: delimiters === 'reject',
    escapeDelimiters: delimiters === 'escape',
    omitEmptySections: reader.oneOf('emptySections', 'keep', EMPTY_SECTIONS) === 'omit',
    order: reader.oneOf('order', 'bytes', USER_ORDERS),
  };
  reader.done();
  return settings;
}

function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

function excerptOf(line: Buffer): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(line.subarray(0, 1024));
}

function countersOf(fate: Fate, place: Pick<Reject, 'source' | 'offset'>): Counters {
  return {
    lines: 1,
    events: fate.kind === 'event' || fate.kind === 'both' ? 1 : 0,
    attributes: fate.kind === 'attributes' || fate.kind === 'both' ? 1 : 0,
    anonymous: fate.kind === 'anonymous' ? 1 : 0,
    ignored: fate.kind === 'ignored' ? 1 : 0,
    ...(fate.kind === 'ignored' ? { ignoredTypes: typeCounts([[typeOf(Buffer.from(fate.type)), 1]]) } : {}),
    rejects: fate.kind === 'reject' ? { [fate.code]: 1 } : {},
    firstReject: fate.kind === 'reject' ? { ...place, code: fate.code } : null,
  };
}

function absorb(users: Map<string, User>, fate: Fate): void {
  if (fate.kind === 'both') {
    absorb(users, fate.event);
    absorb(users, fate.attributes);
  } else if (fate.kind === 'event') {
    const { events } = setDefault(users, fate.user, newUser);
    setDefault(events, fate.name, () => new Set<string>()).add(fate.id);
  } else if (fate.kind === 'attributes') {
    const { attributes } = setDefault(users, fate.user, newUser);
    const { timestamp } = fate;
    for (const [name, value] of fate.values) {
      const latest = attributes.get(name);
      if (latest === undefined || timestamp >= latest.timestamp) attributes.set(name, { timestamp, value });
    }
  }
}

function newUser(): User {
  return { attributes: new Map(), events: new Map() };
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
  for (const [name, { value }] of user.attributes) if (value !== null) attributes.set(name, value);
  const events = new Map([...user.events].map(([name, ids]) => [name, String(ids.size)]));

  const sections = [section(attributes), section(events)];
  const kept = options.omitEmptySections ? sections.filter((pairs) => pairs !== '') : sections;
  return `${[text(id), ...kept].join(',')}\n`;
}

function escapeDelimiters(text: string): string {
  return text
    .replace(/[\\,=]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
}

/** Ascending by UTF-8 bytes (by UTF-16 units astral characters would come before U+FFFF); `numeric`: integers first. */
function inOrder(texts: readonly string[], order: 'bytes' | 'numeric' = 'bytes'): string[] {
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
