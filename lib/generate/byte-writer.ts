import type { Piece } from './piece.js';
import type { Random } from './random.js';
import type { TextTable } from './text-table.js';

/** A chunk of this many bytes is full: large enough that writing it costs next to nothing, small enough for caches. */
const CHUNK = 1 << 18;
/**
 * Extra room for what one step may write. The longest step writes the line of a user with 1,000 extra attributes and
 * every event name there is: below 256 KiB, which `take` checks.
 */
const HEADROOM = 1 << 18;

const HEX = Buffer.from(
  Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0')).join(''),
);
const DASH = 0x2d;
const ZERO = 0x30;

/** Writes lines into chunks of bytes, without creating strings. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafeSlow(CHUNK + HEADROOM);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** Bytes in the chunk so far. */
  get length(): number {
    return this.#length;
  }

  get full(): boolean {
    return this.#length >= CHUNK;
  }

  /** Returns the chunk and starts a new one. Throws if a step wrote more than it has room for. */
  take(): Buffer {
    if (this.#length > this.#bytes.length) throw new Error(`a step wrote more than ${HEADROOM} bytes`);
    const chunk = this.#bytes.subarray(0, this.#length);
    this.#bytes = Buffer.allocUnsafeSlow(CHUNK + HEADROOM);
    this.#view = new DataView(this.#bytes.buffer);
    this.#length = 0;
    return chunk;
  }

  /** A copy of everything written since `start`, a `length` read earlier. */
  since(start: number): Buffer {
    return Buffer.from(this.#bytes.subarray(start, this.#length));
  }

  /** Writes everything since `start` a second time. */
  repeat(start: number): void {
    const end = this.#length;
    this.#bytes.copyWithin(end, start, end);
    this.#length = end + (end - start);
  }

  byte(byte: number): void {
    this.#bytes[this.#length++] = byte;
  }

  bytes(source: Uint8Array): void {
    this.#bytes.set(source, this.#length);
    this.#length += source.length;
  }

  piece({ view, length }: Piece): void {
    this.#copy(view, 0, length);
  }

  text(table: TextTable, index: number): void {
    this.#copy(table.view, table.starts[index]!, table.starts[index + 1]!);
  }

  /** Writes a whole number in decimal. */
  decimal(value: number): void {
    let rest = value;
    if (rest < 0) {
      this.byte(DASH);
      rest = -rest;
    }
    let end = this.#length + 1;
    for (let power = 10; power <= rest; power *= 10) end++;
    this.#length = end;
    do {
      const tenth = Math.floor(rest / 10);
      this.#bytes[--end] = ZERO + (rest - tenth * 10);
      rest = tenth;
    } while (rest > 0);
  }

  /** Writes a random UUID (version 4) in its canonical form. */
  uuid(random: Random): void {
    this.#hex32(random.bits(), false);
    this.byte(DASH);
    this.#hex32((random.bits() & 0xffff0fff) | 0x4000, true);
    this.byte(DASH);
    this.#hex32((random.bits() & 0x3fffffff) | 0x80000000, true);
    this.#hex32(random.bits(), false);
  }

  #hex32(bits: number, dashed: boolean): void {
    this.#hex8(bits >>> 24);
    this.#hex8((bits >>> 16) & 0xff);
    if (dashed) this.byte(DASH);
    this.#hex8((bits >>> 8) & 0xff);
    this.#hex8(bits & 0xff);
  }

  #hex8(byte: number): void {
    this.#bytes[this.#length++] = HEX[2 * byte]!;
    this.#bytes[this.#length++] = HEX[2 * byte + 1]!;
  }

  /**
   * Copies four bytes at a time: for a few bytes, a call into the runtime costs more than this loop. Up to three bytes
   * land past the end; the next write overwrites them.
   */
  #copy(source: DataView, start: number, end: number): void {
    const view = this.#view;
    let length = this.#length;
    for (let at = start; at < end; at += 4, length += 4) view.setUint32(length, source.getUint32(at));
    this.#length += end - start;
  }
}
