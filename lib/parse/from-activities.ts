import { SpillwayError } from '../errors.js';
import type { PresetName } from '../mapping/presets.js';
import { type Mapping, readMapping, withMeasures } from '../mapping/read-mapping.js';
import type { Measures } from '../mapping/read-measures.js';
import { OptionReader } from '../options.js';
import { ActivityBatch, type ParsedBatch } from '../records/activity-batch.js';
import type { JsonValue } from '../records/json-value.js';
import { type Stage, stage } from '../stage.js';
import { LineScanner } from './line-scanner.js';

export interface FromActivitiesOptions<Value = unknown> {
  /** The number of values before the first one: the position of a checkpoint of the same source. Default 0. */
  readonly position?: number | undefined;
  /**
   * Where a source stands behind a value, as JSON, if that is no count: a broker's offset, or its offsets by partition, of which
   * `before` has those so far. It is called with each value in order. The cursor of the last value is saved with each run:
   * resume the source at `cursor` of the checkpoint. Default: positions alone.
   */
  readonly cursor?: ((value: Value, before: JsonValue | undefined) => JsonValue) | undefined;
  /** The `cursor` of a checkpoint of the same source, for the first `before`. Default: none. */
  readonly cursorBefore?: JsonValue | undefined;
  /**
   * The most values that a batch holds. Default 65536. A batch also ends at 256 KiB of JSON. If the source pauses, as a
   * queue does, fewer values wait in a smaller batch: 1 passes on each value at once.
   */
  readonly batchValues?: number | undefined;
  /** Where the fields stand in the values of another product, as in `parse`. Default: the plain fields. */
  readonly map?: PresetName | Mapping | undefined;
  /** Further facts of a user, by name, in place of those of `map`. Default: none. */
  readonly measures?: Measures | undefined;
}

/** As in `parse`: long enough that the cost of a batch in a stream is negligible. */
const BATCH_BYTES = 2 ** 18;
/** More than BATCH_BYTES of the shortest activity, so that by default the bytes alone decide. */
const DEFAULT_BATCH_VALUES = 2 ** 16;
const LINE_FEED = 0x0a;
/** The longest line that `parse` can be told to read. */
const MAX_LINE = 2 ** 28;

/**
 * Plain objects → `ActivityBatch`: for activities from a queue, a database or another parser. A value has the fields of a
 * line of the source, `user_id`, `type`, `id`, `name`, `timestamp`, `data`, or those that `map` names, and means what its
 * JSON means. `validate` rejects values that are no activities. A Uint8Array is taken as the JSON text of a value, as
 * `jsonValues` yields it, so numbers keep their digits. Positions, and the offsets of rejects, count values.
 *
 * Errors: `bad-option`, `bad-activity` (a value that cannot be written as JSON or takes more than 256 MiB).
 */
export function fromActivities<Value = unknown>(
  options: FromActivitiesOptions<Value> = {},
): Stage<Value, ParsedBatch> {
  const reader = new OptionReader('fromActivities', options);
  const position = reader.integer('position', 0, { min: 0, max: Number.MAX_SAFE_INTEGER });
  const batchValues = reader.integer('batchValues', DEFAULT_BATCH_VALUES, {
    min: 1,
    max: DEFAULT_BATCH_VALUES,
  });
  const mapping = readMapping('fromActivities: map', withMeasures(reader.raw('map'), reader.raw('measures')));
  const cursorOf = reader.callback<NonNullable<FromActivitiesOptions<Value>['cursor']>>('cursor');
  const cursorBefore = reader.raw('cursorBefore') as JsonValue | undefined;
  reader.done();

  return stage<Value, ParsedBatch>(async function* (source) {
    const scanner = new LineScanner({ maxLine: MAX_LINE, mapping, eventTimes: true, countsLines: true });
    let start = position;
    let lines: Buffer[] = [];
    let cursor = cursorBefore;
    let bytes = 0;

    function takeBatch(): ParsedBatch {
      const end = start + lines.length;
      if (cursorOf !== undefined) cursor = asJson(cursor, end);
      const batch = new ActivityBatch({
        ...scanner.scan(lines, start),
        start,
        position: end,
        cursor,
        unit: 'values',
      }) as ParsedBatch;
      start = end;
      lines = [];
      bytes = 0;
      return batch;
    }

    try {
      for await (const value of source) {
        const line = lineOf(value, start + lines.length);
        lines.push(line);
        if (cursorOf !== undefined) cursor = cursorOf(value, cursor);
        bytes += line.length;
        if (bytes >= BATCH_BYTES || lines.length >= batchValues) yield takeBatch();
      }
      if (lines.length > 0) yield takeBatch();
    } finally {
      scanner.close();
    }
  });
}

function lineOf(value: unknown, index: number): Buffer {
  if (value instanceof Uint8Array) return lineOfText(value, index);
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch (cause) {
    throw badActivity(index, `cannot be written as JSON: ${firstLineOf(cause)}`, cause);
  }
  if (json === undefined)
    throw badActivity(index, 'is undefined, a function or a symbol, which JSON cannot hold');
  const line = Buffer.from(`${json}\n`);
  if (line.length - 1 > MAX_LINE) throw badActivity(index, 'takes more than 256 MiB as JSON');
  return line;
}

function lineOfText(text: Uint8Array, index: number): Buffer {
  if (text.includes(LINE_FEED)) throw badActivity(index, 'is JSON text of more than one line');
  if (text.length > MAX_LINE) throw badActivity(index, 'takes more than 256 MiB as JSON');
  return Buffer.concat([text, Buffer.of(LINE_FEED)]);
}

/** A copy, which nobody changes. */
function asJson(cursor: unknown, end: number): JsonValue {
  try {
    const text = JSON.stringify(cursor);
    if (text !== undefined) return JSON.parse(text) as JsonValue;
  } catch {
    // A bigint or a cycle is not JSON.
  }
  throw new SpillwayError('bad-activity', `fromActivities: the cursor of value ${end - 1} is no JSON`);
}

function badActivity(index: number, what: string, cause?: unknown): SpillwayError {
  return new SpillwayError('bad-activity', `fromActivities: value ${index} ${what}`, { cause });
}

/** For a circular structure, V8 draws the circle on further lines. */
function firstLineOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.split('\n', 1)[0]!;
}
