import { type Slices, slicesOf, valuesOf } from '../async/slices.js';
import { RECORD_LINE_LENGTH, RECORD_SHAPE, RECORD_WORDS, SHAPE_TOO_LONG } from '../kernel/layout/columns.js';
import { ActivityBatch, type ParsedBatch } from '../records/activity-batch.js';
import { type LineBatch, LineBatcher, type LineBatcherOptions } from './line-batcher.js';
import type { LineScanner } from './line-scanner.js';
import { LineTaker } from './line-taker.js';
import { LongLine } from './long-line.js';

interface ParseLinesOptions extends LineBatcherOptions {
  /** Whether asking for the next chunk may change the one before. Default: false. */
  readonly chunksChange?: boolean;
  /** Cuts the chunks into lines. Default: one with these options. */
  readonly batcher?: LineBatcher | undefined;
  /** The number of the first line, from 1. Default: not known. */
  readonly line?: number | undefined;
}

/** Chunks of any size → batches of whole lines, scanned: the core of `parse`. */
export function parseLines(
  chunks: AsyncIterable<Uint8Array>,
  scanner: LineScanner | LineTaker,
  options: ParseLinesOptions,
): AsyncGenerator<ParsedBatch, void, void> {
  return valuesOf(parseSlices(slicesOf(chunks), scanner, options));
}

/** Like `parseLines`, slice by slice. */
export async function* parseSlices(
  slices: AsyncIterable<Iterable<Uint8Array>>,
  scanner: LineScanner | LineTaker,
  options: ParseLinesOptions,
): Slices<ParsedBatch> {
  const { batcher = new LineBatcher(options) } = options;
  let { line } = options;
  const numbered = (batch: ActivityBatch): ParsedBatch => {
    if (line === undefined) return batch as ParsedBatch;
    const result = new ActivityBatch(batch, undefined, { line }) as ParsedBatch;
    line += batch.lines!;
    return result;
  };
  function* parsed(chunks: Iterable<Uint8Array>): Generator<ParsedBatch, void, void> {
    for (const chunk of chunks) {
      for (const lines of batcher.push(chunk)) {
        // What is left of the chunk may lie where the scan writes.
        if (options.chunksChange === true) batcher.keep();
        for (const batch of batchesOf(lines, scanner)) yield numbered(batch);
      }
      if (options.chunksChange === true) batcher.keep();
    }
  }

  function* rest(): Generator<ParsedBatch, void, void> {
    for (const lines of batcher.end()) {
      for (const batch of batchesOf(lines, scanner)) yield numbered(batch);
    }
  }

  for await (const slice of slices) yield parsed(slice);
  yield rest();
}

function batchesOf(lines: LineBatch | LongLine, scanner: LineScanner | LineTaker): Iterable<ActivityBatch> {
  if (lines instanceof LongLine) return [batchOfLongLine(lines)];
  if (!(scanner instanceof LineTaker) || lines.provisional === true) return [batchOfLines(lines, scanner)];
  return scanner.take(lines.parts, lines.start);
}

function batchOfLines(
  { parts, start, provisional }: LineBatch,
  scanner: LineScanner | LineTaker,
): ActivityBatch {
  // The reader of the last line checks whether anything follows it.
  const batch = scanner.scan(parts, start, provisional);
  return provisional === true ? new ActivityBatch({ ...batch, provisional }) : batch;
}

/** A batch of one record, or of none if the line is blank. */
function batchOfLongLine(line: LongLine): ActivityBatch {
  const records = new Uint32Array(line.blank ? 0 : RECORD_WORDS);
  if (!line.blank) {
    records[RECORD_SHAPE] = SHAPE_TOO_LONG;
    records[RECORD_LINE_LENGTH] = Math.min(line.length, 0xffffffff);
  }
  return new ActivityBatch({
    start: line.start,
    position: line.position,
    lines: 1,
    provisional: line.provisional,
    bytes: line.text,
    records,
    timestamps: new Float64Array(line.blank ? 0 : 1).fill(line.length),
    entries: new Uint32Array(0),
  });
}
