import { isUtf8 } from 'node:buffer';
import type { BatchRoom } from '../kernel/batch-room.js';
import { BufferPool, unsetBuffer } from '../kernel/buffer-pool.js';
import { align, giveKernel, type Kernel, reserveMemory, takeKernel } from '../kernel/kernel.js';
import { ENTRY_WORDS, RECORD_WORDS } from '../kernel/layout/columns.js';
import { SCAN_OVERREAD_BYTES } from '../kernel/layout/line-index.js';
import { compileMapping } from '../mapping/compile-mapping.js';
import type { FieldMapping } from '../mapping/mapping.js';
import { ActivityBatch } from '../records/activity-batch.js';
import { type ColumnsPlan, columnsPlan, PLAIN_COLUMNS, twice } from './columns-plan.js';
import { type Columns, placeColumns } from './place-columns.js';
import { bytesOf, putParts } from './put-parts.js';

const LINE_FEED = 0x0a;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
export interface LineScannerOptions {
  /** Bytes of the longest line that is read, its line end not counted. */
  readonly maxLine: number;
  /** Default: the plain input. */
  readonly mapping?: FieldMapping | undefined;
  /** Whether mapped events have their timestamps; plain ones have them anyway. Default: false, it takes time. */
  readonly eventTimes?: boolean;
  /** Whether positions count lines, as those of values do. Default: bytes. */
  readonly countsLines?: boolean;
  /** Whether batches can be released, so that their memory is reused. Default: false, each batch keeps its own memory. */
  readonly recycle?: boolean;
  /**
   * Where batches lie: each until the next one is scanned. What does not fit into it is recycled. Default: in memory of
   * their own.
   */
  readonly room?: BatchRoom | undefined;
}

/** Whether bytes begin with a byte order mark. */
export function isMarked(bytes: Uint8Array): boolean {
  return BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte);
}

/** A room needs no call to be reused. */
function nothing(): void {}

/**
 * Lines of JSON → the columns of an ActivityBatch: the core of `parse`. Memory: the layout of assembly/scan/lines.ts, sized
 * for the worst case of the given lines; pages that the lines do not need are never touched.
 */
export class LineScanner {
  readonly #kernel: Kernel;
  readonly #room: BatchRoom | undefined;
  /** For batches that are not to lie in the room. */
  #outside: LineScanner | undefined;
  readonly #maxLine: number;
  readonly #mapping: FieldMapping | undefined;
  readonly #eventTimes: boolean;
  readonly #countsLines: boolean;
  readonly #plan: ColumnsPlan = PLAIN_COLUMNS;
  /** Address of the field table, 0 without one; `#first` is the address behind it. */
  readonly #table: number = 0;
  readonly #first: number;
  readonly #pool: BufferPool | undefined;

  constructor(options: LineScannerOptions) {
    const { maxLine, mapping, eventTimes = false, countsLines = false, recycle = false, room } = options;
    this.#room = room;
    this.#kernel = room?.kernel ?? takeKernel(0);
    this.#maxLine = maxLine;
    if (recycle) this.#pool = new BufferPool();
    this.#mapping = mapping;
    this.#eventTimes = eventTimes;
    this.#countsLines = countsLines;
    const start = room?.start ?? align(this.#kernel.exports.heapBase());
    this.#first = start;
    if (mapping === undefined) return;
    const table = compileMapping(mapping, start, eventTimes);
    this.#table = start;
    this.#first = align(start + table.length);
    this.#plan = columnsPlan(mapping);
    reserveMemory(this.#kernel.memory, this.#first);
    new Uint8Array(this.#kernel.memory.buffer).set(table, start);
  }

  /**
   * Where in the room the lines of the next batch, which will have `length` bytes, belong after the first `before` of them:
   * `scan` does not copy what is already there. Undefined if they do not fit. What lies in the room is void once it is filled.
   */
  place(before: number, length: number): Uint8Array | undefined {
    const first = this.#first;
    if (this.#room === undefined || before >= length || first + length > this.#room.end) return undefined;
    return new Uint8Array(this.#kernel.memory.buffer, first + before, length - before);
  }

  /**
   * Scans whole lines, in one piece or in several; only the last line may lack its line end. `start` is the source
   * position of the first byte; at 0 a byte order mark is skipped. With `stays` the batch does not change when the next one
   * is scanned, even if there is a room.
   */
  scan(lines: Uint8Array | readonly Uint8Array[], start: number, stays = false): ActivityBatch {
    const parts = lines instanceof Uint8Array ? [lines] : lines;
    const { exports, memory } = this.#kernel;
    const length = bytesOf(parts);
    const first = this.#first;
    if ((stays && this.#room !== undefined) || !this.#fits(first + length + 1 + SCAN_OVERREAD_BYTES))
      return this.#scanOutside(parts, start);
    const put = putParts(memory, parts, first);
    const valid = isUtf8(put);
    const from = start === 0 && isMarked(put) ? first + BYTE_ORDER_MARK.length : first;
    const bytes = new Uint8Array(memory.buffer);
    let end = first + length;
    const added = end > from && bytes[end - 1] !== LINE_FEED;
    if (added) bytes[end++] = LINE_FEED;

    const lineCount = exports.countLines(from, end);
    for (let plan = this.#plan; ; plan = twice(plan)) {
      const columns = placeColumns(plan, length, end, lineCount);
      if (!this.#fits(columns.end)) return this.#scanOutside(parts, start);
      const { records, timestamps, entries, index, indexEnd } = columns;
      if (plan.forms) exports.useForms(indexEnd, columns.end, start, this.#countsLines);
      exports.scanLines(
        this.#table,
        this.#first,
        from,
        end,
        added,
        valid,
        this.#maxLine,
        records,
        timestamps,
        entries,
        index,
        indexEnd,
      );
      if (exports.scanOverflowed() !== 0) continue;
      return this.#room === undefined
        ? this.#batch(start, length, columns)
        : this.#inPlace(start, length, columns);
    }
  }

  /** Gives its memory up, unless it is a room's. To be called at most once; nothing else may be called after it. */
  close(): void {
    if (this.#room === undefined) giveKernel(this.#kernel);
    this.#outside?.close();
  }

  /** Makes sure that the memory ends there or later; false if that is beyond the room. */
  #fits(end: number): boolean {
    if (this.#room !== undefined) return end <= this.#room.end;
    reserveMemory(this.#kernel.memory, end);
    return true;
  }

  #scanOutside(parts: readonly Uint8Array[], start: number): ActivityBatch {
    this.#outside ??= new LineScanner({
      maxLine: this.#maxLine,
      mapping: this.#mapping,
      eventTimes: this.#eventTimes,
      countsLines: this.#countsLines,
      recycle: true,
    });
    return this.#outside.scan(parts, start);
  }

  /** Views of what was scanned. */
  #inPlace(start: number, length: number, columns: Columns): ActivityBatch {
    const { exports, memory } = this.#kernel;
    const { buffer } = memory;
    const count = exports.scannedRecords();
    return new ActivityBatch({
      start,
      position: start + length,
      lines: columns.lines,
      mapping: this.#mapping,
      bytes: new Uint8Array(buffer, this.#first, exports.scannedEnd() - this.#first),
      records: new Uint32Array(buffer, columns.records, count * RECORD_WORDS),
      timestamps: new Float64Array(buffer, columns.timestamps, count),
      entries: new Uint32Array(buffer, columns.entries, exports.scannedEntries() * ENTRY_WORDS),
      release: nothing,
    });
  }

  /** Copies the scanned columns into one buffer, which belongs to the batch. */
  #batch(start: number, length: number, columns: Columns): ActivityBatch {
    const { exports, memory } = this.#kernel;
    const first = this.#first;
    const count = exports.scannedRecords();
    const bytes = exports.scannedEnd() - first;
    const recordWords = count * RECORD_WORDS;
    const entryWords = exports.scannedEntries() * ENTRY_WORDS;
    const records = align(bytes);
    const timestamps = align(records + recordWords * 4);
    const entries = timestamps + count * 8;
    const size = entries + entryWords * 4;
    const buffer = this.#pool?.take(size) ?? unsetBuffer(size);
    const from = memory.buffer;
    const batch = {
      start,
      position: start + length,
      lines: columns.lines,
      mapping: this.#mapping,
      bytes: new Uint8Array(buffer, 0, bytes),
      records: new Uint32Array(buffer, records, recordWords),
      timestamps: new Float64Array(buffer, timestamps, count),
      entries: new Uint32Array(buffer, entries, entryWords),
      release: this.#releaseOf(buffer),
    };
    batch.bytes.set(new Uint8Array(from, first, bytes));
    batch.records.set(new Uint32Array(from, columns.records, recordWords));
    batch.timestamps.set(new Float64Array(from, columns.timestamps, count));
    batch.entries.set(new Uint32Array(from, columns.entries, entryWords));
    return new ActivityBatch(batch);
  }

  #releaseOf(buffer: ArrayBuffer): (() => void) | undefined {
    const pool = this.#pool;
    if (pool === undefined) return undefined;
    let released = false;
    return () => {
      if (!released) pool.give(buffer);
      released = true;
    };
  }
}
