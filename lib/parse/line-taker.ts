import { isUtf8 } from 'node:buffer';
import type { BatchRoom } from '../kernel/batch-room.js';
import { ENTRY_WORDS, RECORD_WORDS } from '../kernel/layout/columns.js';
import { ActivityBatch } from '../records/activity-batch.js';
import { PLAIN_COLUMNS } from './columns-plan.js';
import { isMarked, LineScanner } from './line-scanner.js';
import { type Columns, placeColumns } from './place-columns.js';
import { bytesOf, putParts } from './put-parts.js';

const LINE_FEED = 0x0a;

/** Where records go as lines are scanned, in the kernel of the room. */
export interface OpenArena {
  /** The address before which they must end. */
  readonly end: number;
  /** Bytes that a record may have. */
  readonly longest: number;
}

export interface LineTakerOptions {
  /** Bytes of the longest line that is read, its line end not counted. */
  readonly maxLine: number;
  /** Whether delimiters in texts do not matter. */
  readonly escaped: boolean;
  /** Where the lines lie. */
  readonly room: BatchRoom;
  /** Opens the arena, if it is not open. Undefined as long as nobody knows where its partitions meet. */
  readonly open: () => OpenArena | undefined;
}

/** Lines that may stay in the columns of a batch, for validation to judge. */
const MOST_LEFT = 256;

/** Columns without records. */
const NOTHING_LEFT = {
  bytes: new Uint8Array(0),
  records: new Uint32Array(0),
  timestamps: new Float64Array(0),
  entries: new Uint32Array(0),
};

function nothing(): void {}

/** Room for the records that are left, and for another one; lines are not counted before. */
const PLAN = { ...PLAIN_COLUMNS, recordsPerLine: MOST_LEFT + 1 };

/** Where the columns of lines stand, behind texts that are unescaped. */
function columnsBehind(first: number, end: number): Columns {
  return placeColumns(PLAN, end - first, end, 1);
}

/**
 * Lines of plain records → batches whose valid records the kernel has already placed into the partitions of an arena, as it scanned
 * them: `taken` says how many. What is left in a batch is for validation to judge, and is not valid. Before a line that may be valid
 * nevertheless, or whose record finds no room, a batch ends, and the next one is of the usual kind: it must be judged and absorbed
 * before another one is asked for.
 */
export class LineTaker {
  readonly #room: BatchRoom;
  readonly #scanner: LineScanner;
  /** For lines that are not taken: while others wait in the room, or if one finds no room. */
  #outside: LineScanner | undefined;
  readonly #options: LineTakerOptions;
  #opened: OpenArena | undefined;
  /** Where the kernel has written the columns of the batch at hand. */
  #columns = columnsBehind(0, 0);

  constructor(options: LineTakerOptions) {
    const { maxLine, room } = options;
    this.#options = options;
    this.#room = room;
    this.#scanner = new LineScanner({ maxLine, recycle: true, room });
  }

  /** See LineScanner. */
  place(before: number, length: number): Uint8Array | undefined {
    return this.#scanner.place(before, length);
  }

  /** See LineScanner: nothing is taken. */
  scan(lines: Uint8Array | readonly Uint8Array[], start: number, stays = false): ActivityBatch {
    return this.#scanner.scan(lines, start, stays);
  }

  /** Whole lines, of which the last one has its line end, too. `start` is the source position of the first byte. */
  *take(parts: readonly Uint8Array[], start: number): Generator<ActivityBatch, void, void> {
    const { kernel, start: first } = this.#room;
    const length = bytesOf(parts);
    if (!this.#fits(length) || !this.#open()) {
      yield this.#scanner.scan(parts, start);
      return;
    }
    const lines = putParts(kernel.memory, parts, first);
    if (!isUtf8(lines) || (start === 0 && isMarked(lines))) {
      yield this.#scanner.scan(lines, start);
      return;
    }
    const end = first + length;
    for (let at = first, untaken = 1; at < end; untaken *= 2) {
      const stop = this.#takeFrom(at, end);
      if (stop > at) yield this.#taken(at, stop, start + at - first);
      if (stop === end) return;
      // The more often it stops, the more lines are left to the usual way.
      at = this.#behind(untaken, stop, end);
      yield this.#scanOutside(stop, at, start + stop - first);
    }
  }

  /** Returns the address of the first line that was not taken. */
  #takeFrom(at: number, end: number): number {
    if (!this.#open()) return at;
    const { exports } = this.#room.kernel;
    this.#columns = columnsBehind(at, end);
    const { records, timestamps, entries, index, indexEnd } = this.#columns;
    return exports.takeLines(at, end, end, MOST_LEFT, records, timestamps, entries, index, indexEnd);
  }

  #open(): boolean {
    const { maxLine, escaped, open } = this.#options;
    const opened = open();
    if (opened === undefined) return false;
    if (opened !== this.#opened) {
      this.#room.kernel.exports.beginTaking(escaped, maxLine, opened.end, opened.longest);
      this.#opened = opened;
    }
    return true;
  }

  #fits(length: number): boolean {
    const { start, end } = this.#room;
    return columnsBehind(start, start + length).indexEnd <= end;
  }

  /** The address behind some of the lines that are left. */
  #behind(count: number, at: number, end: number): number {
    const lines = new Uint8Array(this.#room.kernel.memory.buffer, at, end - at);
    let behind = 0;
    for (let left = count; left > 0 && behind < lines.length; left--) {
      behind = lines.indexOf(LINE_FEED, behind) + 1;
    }
    return at + behind;
  }

  #scanOutside(at: number, end: number, start: number): ActivityBatch {
    this.#outside ??= new LineScanner({ maxLine: this.#options.maxLine, recycle: true });
    return this.#outside.scan(new Uint8Array(this.#room.kernel.memory.buffer, at, end - at), start);
  }

  #taken(at: number, stop: number, start: number): ActivityBatch {
    const { exports } = this.#room.kernel;
    return new ActivityBatch({
      start,
      position: start + stop - at,
      lines: exports.takenLines(),
      taken: { records: exports.takenRecords(), events: exports.takenEvents() },
      ...this.#left(at),
      release: nothing,
    });
  }

  /** The columns of the lines that validation is to judge. */
  #left(at: number): typeof NOTHING_LEFT {
    const { exports, memory } = this.#room.kernel;
    const count = exports.scannedRecords();
    if (count === 0) return NOTHING_LEFT;
    const { buffer } = memory;
    const { records, timestamps, entries } = this.#columns;
    return {
      bytes: new Uint8Array(buffer, at, exports.scannedEnd() - at),
      records: new Uint32Array(buffer, records, count * RECORD_WORDS),
      timestamps: new Float64Array(buffer, timestamps, count),
      entries: new Uint32Array(buffer, entries, exports.scannedEntries() * ENTRY_WORDS),
    };
  }
}
