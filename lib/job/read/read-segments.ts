import { Readable } from 'node:stream';
import { readPipeline } from '../../async/run-pipeline.js';
import { untilStopped } from '../../async/until-stopped.js';
import type { BatchRoom } from '../../kernel/batch-room.js';
import { type Mapping, readMapping } from '../../mapping/read-mapping.js';
import type { FromActivitiesOptions } from '../../parse/from-activities.js';
import type { JsonValuesOptions } from '../../parse/json-values.js';
import { LineScanner } from '../../parse/line-scanner.js';
import { DEFAULT_BATCH_SIZE } from '../../parse/parse.js';
import { parseLines } from '../../parse/parse-lines.js';
import { ActivityBatch } from '../../records/activity-batch.js';
import type { InputFormat } from '../../sources/input-format.js';
import { cutShort, openSameSource, type SegmentSource } from '../../sources/job-sources.js';
import { plainBytes } from '../../sources/plain-bytes.js';
import type { SourceFile } from '../../sources/source-file.js';
import { nameOfSource } from '../../sources/standard-input.js';
import type { Stretch } from '../../sources/stretches.js';

/** A stretch of a source, with all that reading it takes. Plain data: it can be sent to a worker. */
export interface Segment extends Stretch, SegmentSource {}

export interface ReadSegmentsOptions {
  readonly input: InputFormat;
  readonly maxLine: number;
  /** What the fields of an activity are called, if not as in a line of the log. */
  readonly map: Mapping | undefined;
  /** Whether batches say the name of their source. */
  readonly named: boolean;
  /** Told how many more bytes of the files have been read. */
  readonly onBytes: (bytes: number) => void;
  /** Where batches lie, each until the next one is asked for. Default: in memory of their own. */
  readonly room?: BatchRoom | undefined;
}

/** Chunks that may wait while another is parsed. */
const READ_AHEAD = 2;

/**
 * The lines of segments, one after the other, in batches that say which source they are of. Lines of different sources do
 * not join. When `stop` is aborted it ends with the batch at hand. Fails with `source-unreadable`, `source-changed`.
 */
export async function* readSegments(
  segments: readonly Segment[],
  options: ReadSegmentsOptions,
  stop: AbortSignal,
): AsyncGenerator<ActivityBatch, void, void> {
  const { maxLine, map, room } = options;
  // Of what reads these batches, nothing keeps them for longer than aggregate does.
  const scanner = new LineScanner({ maxLine, mapping: readMapping('map', map), recycle: true, room });
  for (const segment of segments) {
    if (stop.aborted) return;
    if (segment.resumable) {
      const file = await openSameSource(segment);
      try {
        yield* readSegment(segment, file, scanner, options, stop);
        if (!stop.aborted) await file.requireUnchanged(segment.identity);
      } finally {
        await file.close();
      }
    } else yield* readSegment(segment, undefined, scanner, options, stop);
  }
}

async function* readSegment(
  segment: Segment,
  file: SourceFile | undefined,
  scanner: LineScanner,
  options: ReadSegmentsOptions,
  stop: AbortSignal,
): AsyncGenerator<ActivityBatch, void, void> {
  const { source, path, end, sealed } = segment;
  // Of a source that cannot grow, or that another one follows, the last line is absorbed as it stands.
  const mayGrow = !sealed && end === null;
  const sourceName = options.named ? path : undefined;
  let { position } = segment;
  const batches = batchesOf(segment, file, scanner, options, stop);
  // Nobody waits for long for more of a file.
  for await (const batch of file === undefined ? untilStopped(batches, stop) : batches) {
    position = batch.position;
    yield new ActivityBatch({ ...batch, source, sourceName, provisional: mayGrow && batch.provisional });
    if (stop.aborted) return;
  }
  if (end !== null && position < end) throw cutShort(path, position, end);
}

function batchesOf(
  { path, position, end, sealed, resumable, identity }: Segment,
  opened: SourceFile | undefined,
  scanner: LineScanner,
  { input, maxLine, map, onBytes }: ReadSegmentsOptions,
  signal: AbortSignal,
): AsyncIterable<ActivityBatch> {
  let read = sealed ? 0 : position;
  const onRead = (bytes: number) => {
    onBytes(bytes - read);
    read = bytes;
  };
  const start = input === 'json' ? 0 : position;
  // A file of lines is read ahead as it is; else chunks may have to wait.
  const reuse = input === 'lines' && resumable && !sealed;
  const file = opened === undefined ? undefined : { opened: opened.file, size: identity.size };
  const bytes = plainBytes(path, { position: start, end, onRead, signal, reuse, file });
  const chunks = reuse ? bytes : Readable.from(bytes, { highWaterMark: READ_AHEAD });
  if (input === 'lines') {
    const lines = { position, maxLine, batchSize: DEFAULT_BATCH_SIZE, chunksChange: reuse };
    return parseLines(chunks, scanner, lines);
  }
  return batchesOfValues(
    chunks,
    { position, maxValue: maxLine, name: nameOfSource(path) },
    { position, map },
  );
}

/** Loads what parses JSON that is not one object a line only where it is needed. */
async function* batchesOfValues(
  chunks: AsyncIterable<Uint8Array>,
  values: JsonValuesOptions,
  activities: FromActivitiesOptions,
): AsyncGenerator<ActivityBatch, void, void> {
  const { jsonValues } = await import('../../parse/json-values.js');
  const { fromActivities } = await import('../../parse/from-activities.js');
  yield* readPipeline<ActivityBatch>(chunks, [jsonValues(values), fromActivities(activities)]);
}
