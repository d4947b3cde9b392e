import { ByteWriter } from '../forms/byte-writer.js';
import { elementsOf, hasValue, isArray, isObject, type Span, skipSpace } from '../forms/json-spans.js';
import { onceTime } from '../forms/once.js';
import { RewrittenFields } from '../forms/rewritten-fields.js';
import { rewrittenMapping } from '../forms/rewritten-mapping.js';
import {
  RECORD_LINE_LENGTH,
  RECORD_LINE_OFFSET,
  RECORD_NAME_LENGTH,
  RECORD_SHAPE,
  RECORD_WORDS,
  SHAPE_ATTRIBUTES,
  SHAPE_FAULTS,
  SHAPE_MALFORMED,
  SHAPE_NOT_AN_OBJECT,
  SHAPE_SAME_LINE,
} from '../kernel/layout/columns.js';
import { DEEPEST_WITH_FORMS } from '../mapping/forms.js';
import type { FieldMapping } from '../mapping/mapping.js';
import { ActivityBatch } from '../records/activity-batch.js';
import { LineScanner, type LineScannerOptions } from './line-scanner.js';

/** Finds lines and their faults, and reads nothing of them. */
const LINES: FieldMapping = {
  user_id: [['\0']],
  type: [],
  types: {},
  otherwise: 'event',
  id: [['\0']],
  name: [['\0']],
  timestamp: [],
  data: [],
  time: 'seconds',
};

/** The longest line that the kernel reads. */
const ANY_LENGTH = 0xffffffff;
/** A rewritten line that is no record: its shape is set afterwards. */
const NO_RECORD = Buffer.from('1\n');
/** The shape of a line that is ignored. */
const NOTHING_THERE = 0;

/** A rewritten line. */
interface Rewritten {
  /** Where its record stands in the batch. */
  readonly start: number;
  readonly length: number;
  /** The shape of a line that is no record; undefined for a record. */
  readonly shape?: number;
  /** Of a line that is too long: its length. */
  readonly timestamp?: number;
  /** Whether it holds what counts once of the record before it. */
  readonly once?: boolean;
}

/**
 * Lines of JSON → the columns of an ActivityBatch, by a mapping with forms. Each record is written anew in the shape that the
 * kernel reads; the batch holds the source's lines first, so that offsets, rejects and line numbers are those of the source.
 *
 * Memory: besides that of two scanners, the lines as written anew.
 */
export class RewritingScanner {
  readonly #mapping: FieldMapping;
  readonly #lines: LineScanner;
  readonly #records: LineScanner;
  readonly #fields: RewrittenFields;
  readonly #readers: ReturnType<RewrittenFields['readers']>;
  readonly #writer = new ByteWriter();
  /** Whether positions count lines, as those of values do. */
  readonly #countsLines: boolean;

  constructor(
    {
      maxLine,
      mapping,
      eventTimes = false,
      recycle = false,
      room,
    }: LineScannerOptions & { mapping: FieldMapping },
    countsLines: boolean,
  ) {
    this.#mapping = mapping;
    this.#countsLines = countsLines;
    this.#lines = new LineScanner({ maxLine, mapping: LINES, recycle: true });
    this.#records = new LineScanner({
      maxLine: ANY_LENGTH,
      mapping: rewrittenMapping(mapping),
      eventTimes,
      recycle,
      room,
    });
    this.#fields = new RewrittenFields(mapping);
    this.#readers = this.#fields.readers();
  }

  /** Lines are written anew, so they are not read into the place where batches lie. */
  place(): undefined {
    return undefined;
  }

  /** As LineScanner.scan. */
  scan(lines: Uint8Array | readonly Uint8Array[], start: number, stays = false): ActivityBatch {
    const source = this.#lines.scan(lines, start);
    this.#writer.clear();
    const rewritten: Rewritten[] = [];
    for (let index = 0; index < source.timestamps.length; index++) {
      const record = index * RECORD_WORDS;
      const line = {
        start: source.records[record + RECORD_LINE_OFFSET]!,
        length: source.records[record + RECORD_LINE_LENGTH]!,
      };
      const faults = source.records[record + RECORD_SHAPE]! & SHAPE_FAULTS;
      if (faults !== 0)
        this.#put(rewritten, { ...line, shape: faults, timestamp: source.timestamps[index]! });
      else this.#line(source, line, `${start + (this.#countsLines ? index : line.start)}`, rewritten);
    }
    // Not at 0, where a byte order mark would be looked for.
    const scanned = this.#records.scan(
      this.#writer.written,
      1,
      stays,
      source.bytes.subarray(0, endOfLines(source)),
    );
    source.release?.();
    return withPlaces(scanned, rewritten, { ...source, mapping: this.#mapping });
  }

  #put(rewritten: Rewritten[], line: Rewritten): void {
    rewritten.push(line);
    if (line.shape !== undefined) this.#writer.all(NO_RECORD);
  }

  #line(
    { bytes }: ActivityBatch,
    { start, length }: { start: number; length: number },
    id: string,
    rewritten: Rewritten[],
  ): void {
    const { root, list } = this.#readers;
    const line = { bytes, start: skipSpace(bytes, start), end: start + length };
    if (root === undefined) {
      this.#record(line, { start, length }, id, rewritten);
      return;
    }
    root.read(line);
    const found = root.valueAt(list!);
    if (found === undefined || !hasValue(found)) {
      const shape = root.isBlocked(list!) ? SHAPE_NOT_AN_OBJECT : NOTHING_THERE;
      this.#put(rewritten, { start, length, shape });
      return;
    }
    // A list within JSON text has no place of its own in the source.
    const placeOf = ({ bytes: within, start: from, end }: Span) =>
      within === bytes ? { start: from, length: end - from } : { start, length };
    const elements = isArray(found) ? [...elementsOf(found)] : [found];
    if (elements.length === 0) this.#put(rewritten, { start, length, shape: NOTHING_THERE });
    for (const [index, element] of elements.entries()) {
      const place = placeOf(element);
      if (isArray(found) && isObject(element))
        this.#record(element, place, `${id}:${index}`, rewritten, root.depth);
      else this.#put(rewritten, { ...place, shape: SHAPE_NOT_AN_OBJECT });
    }
  }

  #record(
    span: Span,
    place: { start: number; length: number },
    id: string,
    rewritten: Rewritten[],
    depthAround = 0,
  ): void {
    const { record, root } = this.#readers;
    record.read(span);
    if (Math.max(record.depth, depthAround) > DEEPEST_WITH_FORMS) {
      this.#put(rewritten, { ...place, shape: SHAPE_MALFORMED });
      return;
    }
    const values = { record, root };
    this.#put(rewritten, place);
    this.#fields.write(values, id, this.#writer);
    if (this.#fields.writeOnce(values, id, this.#writer)) this.#put(rewritten, { ...place, once: true });
  }
}

/** Where the lines of a batch end: texts may follow. */
function endOfLines({ position, start, bytes }: ActivityBatch): number {
  return Math.min(bytes.length, position - start);
}

/** The records of rewritten lines with the places that they have in the source, and the shapes of lines that are none. */
function withPlaces(
  scanned: ActivityBatch,
  rewritten: readonly Rewritten[],
  source: Partial<ActivityBatch>,
): ActivityBatch {
  const { records, timestamps } = scanned;
  let kept = 0;
  let line = -1;
  for (let index = 0; index < timestamps.length; index++) {
    const from = index * RECORD_WORDS;
    let shape = records[from + RECORD_SHAPE]!;
    if ((shape & SHAPE_SAME_LINE) === 0) line++;
    const { start, length, shape: fault, timestamp, once = false } = rewritten[line]!;
    if (once && (shape & SHAPE_ATTRIBUTES) === 0) continue;
    const to = kept * RECORD_WORDS;
    if (kept !== index) records.copyWithin(to, from, from + RECORD_WORDS);
    timestamps[kept] = once ? onceTime(timestamps[index]!) : (timestamp ?? timestamps[index]!);
    if (once) shape |= SHAPE_SAME_LINE;
    if (fault !== undefined) {
      shape = fault;
      records[to + RECORD_NAME_LENGTH] = 0;
    }
    records[to + RECORD_SHAPE] = shape;
    records[to + RECORD_LINE_OFFSET] = start;
    records[to + RECORD_LINE_LENGTH] = length;
    kept++;
  }
  return new ActivityBatch({
    ...scanned,
    start: source.start!,
    position: source.position!,
    lines: source.lines,
    mapping: source.mapping,
    records: records.subarray(0, kept * RECORD_WORDS),
    timestamps: timestamps.subarray(0, kept),
  });
}
