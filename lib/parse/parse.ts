import type { PresetName } from '../mapping/presets.js';
import { type Mapping, readMapping, withMeasures } from '../mapping/read-mapping.js';
import type { Measures } from '../mapping/read-measures.js';
import { OptionReader, type Size } from '../options.js';
import type { ParsedBatch } from '../records/activity-batch.js';
import { requireInput } from '../require-input.js';
import { type Stage, stage } from '../stage.js';
import { LineScanner } from './line-scanner.js';
import { parseLines } from './parse-lines.js';

export interface ParseOptions {
  /** Source offset, in bytes, of the first byte; a line must begin there. Default 0. */
  readonly position?: number | undefined;
  /**
   * The number of that line in its source, from 1: `line` of a checkpoint. Default: 1 at position 0, otherwise unknown, and
   * then rejects have no `line`.
   */
  readonly line?: number | undefined;
  /** Longest line that is read, its line end not counted. Default 1 MiB; 1 KiB to 256 MiB. */
  readonly maxLine?: Size | undefined;
  /** Bytes of lines from which a batch is passed on. Default 256 KiB; 1 B to 64 MiB. */
  readonly batchSize?: Size | undefined;
  /** Where the fields stand in the records of another product: a preset's name or a mapping. Default: the plain input. */
  readonly map?: PresetName | Mapping | undefined;
  /** Further facts of a user, by name, in place of those of `map`. Default: none. */
  readonly measures?: Measures | undefined;
}

/** The default of `maxLine`, in bytes. */
export const DEFAULT_MAX_LINE = 2 ** 20;
const MAX_LINE_BOUNDS = { min: 2 ** 10, max: 2 ** 28 };
/**
 * The default of `batchSize`, in bytes: long enough that the cost of a batch in a stream is negligible, short enough for the
 * processor's cache.
 */
export const DEFAULT_BATCH_SIZE = 2 ** 18;

/**
 * Bytes of newline-delimited JSON, in chunks of any size → `ActivityBatch`es that hold every line but the blank ones.
 * Faulty lines are among them; `validate` rejects those. Holds at most one batch and one line.
 *
 * Errors: `bad-option`, `bad-pipeline` (what comes is not bytes).
 */
export function parse(options: ParseOptions = {}): Stage<Uint8Array, ParsedBatch> {
  const read = new OptionReader('parse', options);
  const position = read.integer('position', 0, { min: 0, max: Number.MAX_SAFE_INTEGER });
  const line = read.optionalInteger('line', { min: 1, max: Number.MAX_SAFE_INTEGER });
  const maxLine = read.size('maxLine', DEFAULT_MAX_LINE, MAX_LINE_BOUNDS);
  const batchSize = read.size('batchSize', DEFAULT_BATCH_SIZE, { min: 1, max: 2 ** 26 });
  const mapping = readMapping('parse: map', withMeasures(read.raw('map'), read.raw('measures')));
  read.done();
  const places = { position, maxLine, batchSize, line: line ?? (position === 0 ? 1 : undefined) };
  return stage(async function* (source: AsyncIterable<Uint8Array>) {
    const scanner = new LineScanner({ maxLine, mapping, eventTimes: true });
    try {
      yield* parseLines(onlyBytes(source), scanner, places);
    } finally {
      scanner.close();
    }
  });
}

async function* onlyBytes(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of source) {
    const isBytes = chunk instanceof Uint8Array;
    requireInput(isBytes, 'parse', 'bytes (Buffer or Uint8Array); give the source no encoding');
    yield chunk;
  }
}
