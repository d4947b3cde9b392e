import { Readable } from 'node:stream';
import { readPipeline } from '../../async/run-pipeline.js';
import { type Slices, slicesOf } from '../../async/slices.js';
import { untilStopped } from '../../async/until-stopped.js';
import type { BatchRoom } from '../../kernel/batch-room.js';
import { type Mapping, readMapping } from '../../mapping/read-mapping.js';
import type { FromActivitiesOptions } from '../../parse/from-activities.js';
import type { JsonValuesOptions } from '../../parse/json-values.js';
import { LineBatcher } from '../../parse/line-batcher.js';
import { LineScanner } from '../../parse/line-scanner.js';
import type { LineTaker } from '../../parse/line-taker.js';
import { DEFAULT_BATCH_SIZE } from '../../parse/parse.js';
import { parseSlices } from '../../parse/parse-lines.js';
import { ActivityBatch } from '../../records/activity-batch.js';
import { refuseContainer } from '../../sources/containers.js';
import type { InputFormat } from '../../sources/input-format.js';
import { cutShort, openSameSource, type SegmentSource } from '../../sources/job-sources.js';
import { plainBytes, plainSlices } from '../../sources/plain-bytes.js';
import type { SourceFile } from '../../sources/source-file.js';
import { nameOfSource } from '../../sources/standard-input.js';
import type { Stretch } from '../../sources/stretches.js';
import { requireUnchanged } from '../../sources/verify-source.js';

/** A stretch of a source, with everything needed to read it. Plain data that can be sent to a worker. */
export interface Segment extends Stretch, SegmentSource {
  /** What rejects call the source. Default: its path. */
  readonly name?: string | undefined;
  /** Its plain bytes from `position` on, where they do not come from the path. Such a segment stays in its thread. */
  readonly bytes?: ((onRead: (bytes: number) => void) => AsyncIterable<Uint8Array>) | undefined;
  /** The number of the line at its position, from 1. Default: not known. */
  readonly line?: number | undefined;
}

export interface ReadSegmentsOptions {
  readonly input: InputFormat;
  readonly maxLine: number;
  /** Where the fields stand in a record; undefined for the plain input. */
  readonly map: Mapping | undefined;
  /** Whether mapped events have their timestamps. Default: false. */
  readonly eventTimes?: boolean | undefined;
  /** Whether batches carry the name of their source. */
  readonly named: boolean;
  /** Called with the number of bytes newly read from the source files. */
  readonly onBytes: (bytes: number) => void;
  /** Where batches lie, each until the next one is asked for. Default: in memory of their own. */
  readonly room?: BatchRoom | undefined;
  /** Of plain records: takes them as they are scanned, see LineTaker. Default: batches hold all records. */
  readonly taker?: LineTaker | undefined;
}

/** Chunks that may be read ahead while another is parsed. */
const READ_AHEAD = 2;

/**
 * Reads the lines of segments, one after the other, in batches that carry the index of their source. A line never spans two
 * sources. When `stop` is aborted it ends with the current batch. Fails with `source-unreadable`, `source-changed`.
 */
export async function* readSegments(
  segments: readonly Segment[],
  options: ReadSegmentsOptions,
  stop: AbortSignal,
): Slices<ActivityBatch> {
  const { maxLine, map, eventTimes = false, room, taker } = options;
  // Buffers can be recycled: no reader of these batches keeps them longer than aggregate does.
  const scannerFor = (given: Mapping | undefined) =>
    taker ??
    new LineScanner({ maxLine, mapping: readMapping('map', given), eventTimes, recycle: true, room });
  const shared = scannerFor(map);
  for (const segment of segments) {
    if (stop.aborted) return;
    const mapOfSource = forSource(map, segment.source);
    const scanner = mapOfSource === map ? shared : scannerFor(mapOfSource);
    if (segment.resumable) {
      const file = await openSameSource(segment);
      try {
        yield* readSegment(segment, file, scanner, options, stop);
        if (!stop.aborted) await requireUnchanged(file, segment.identity);
      } finally {
        await file.close();
      }
    } else yield* readSegment(segment, undefined, scanner, options, stop);
  }
}

async function* readSegment(
  segment: Segment,
  file: SourceFile | undefined,
  scanner: LineScanner | LineTaker,
  options: ReadSegmentsOptions,
  stop: AbortSignal,
): Slices<ActivityBatch> {
  const { source, path, end, sealed, name = path } = segment;
  // If the source cannot grow, or another one follows, its last line counts as it stands.
  const mayGrow = !sealed && end === null;
  const sourceName = options.named ? name : undefined;
  let { position } = segment;
  const batches = batchesOf(segment, file, scanner, options, stop);
  function* ofSource(slice: Iterable<ActivityBatch>): Generator<ActivityBatch, void, void> {
    for (const batch of slice) {
      position = batch.position;
      const provisional = mayGrow && batch.provisional;
      yield new ActivityBatch(batch, undefined, { source, sourceName, provisional });
      if (stop.aborted) return;
    }
  }
  // A read from a pipe may wait for ever; one from a file does not.
  for await (const slice of file === undefined ? untilStopped(batches, stop) : batches) {
    yield ofSource(slice);
    if (stop.aborted) return;
  }
  if (end !== null && position < end) throw cutShort(path, position, end);
}

function batchesOf(
  { source, path, position, line, end, sealed, resumable, identity, bytes: given }: Segment,
  opened: SourceFile | undefined,
  scanner: LineScanner | LineTaker,
  { input, maxLine, map, onBytes, room, taker }: ReadSegmentsOptions,
  signal: AbortSignal,
): Slices<ActivityBatch> {
  let read = sealed ? 0 : position;
  const onRead = (bytes: number) => {
    onBytes(bytes - read);
    read = bytes;
  };
  const start = input === 'json' ? 0 : position;
  // A plain file of lines needs no queue: the calling thread reads it, or it is read ahead.
  const reuse = input === 'lines' && resumable && !sealed;
  const file = opened === undefined ? undefined : { opened: opened.file, size: identity.size };
  const batchSize = (taker === undefined ? room?.batchBytes : room?.takenBytes) ?? DEFAULT_BATCH_SIZE;
  const batcher = new LineBatcher({ position, maxLine, batchSize });
  const place = () => scanner.place(batcher.held, batchSize);
  const bytes = { position: start, end, onRead, signal, reuse, place, file };
  const chunksChange = reuse && given === undefined;
  const lines = { position, line, maxLine, batchSize, batcher, chunksChange };
  if (chunksChange) return parseSlices(plainSlices(path, bytes), scanner, lines);
  const plain = given?.(onRead) ?? plainBytes(path, bytes);
  const chunks = Readable.from(onlyJson(plain, path, start), { highWaterMark: READ_AHEAD });
  if (input === 'lines') return parseSlices(slicesOf(chunks), scanner, lines);
  const values = { position, maxValue: maxLine, name: nameOfSource(path) };
  return slicesOf(batchesOfValues(chunks, values, { position, map: forSource(map, source) }));
}

/** The mapping for a source: where each record has an id of its own, the source's number is in it. */
function forSource(map: Mapping | undefined, source: number): Mapping | undefined {
  const { id } = map ?? {};
  const isOfLine = typeof id === 'object' && 'line' in id;
  return isOfLine && source > 0 ? { ...map, id: { line: source } } : map;
}

/** Fails with `source-unreadable` if the first bytes of a source show that it holds no JSON. */
async function* onlyJson(
  bytes: AsyncIterable<Uint8Array>,
  path: string,
  start: number,
): AsyncGenerator<Uint8Array, void, void> {
  let first = start === 0;
  for await (const chunk of bytes) {
    if (first) refuseContainer(chunk, path);
    first = false;
    yield chunk;
  }
}

/** Loads the parser of other JSON than one object a line only when it is needed. */
async function* batchesOfValues(
  chunks: AsyncIterable<Uint8Array>,
  values: JsonValuesOptions,
  activities: FromActivitiesOptions,
): AsyncGenerator<ActivityBatch, void, void> {
  const { jsonValues } = await import('../../parse/json-values.js');
  const { fromActivities } = await import('../../parse/from-activities.js');
  yield* readPipeline<ActivityBatch>(chunks, [jsonValues(values), fromActivities(activities)]);
}
