import { constants } from 'node:fs';
import type { SharedFile } from '../../disk/durable-writer.js';
import { fileSystem } from '../../disk/file-system.js';
import type { OpenFile } from '../../disk/open-file.js';
import { closeQuietly, writeWhole } from '../../disk/transfer.js';
import { ioError } from '../../errors.js';
import { BufferPool } from '../../kernel/buffer-pool.js';
import { OutputTurn } from './output-turn.js';
import type { PartLines } from './part-lines.js';

/** A file that several workers write. Plain data: it can be sent to them. */
export interface SharedOutput extends SharedFile {
  /** Of an OutputTurn. */
  readonly turn: SharedArrayBuffer;
}

/** A part whose lines are not all written. */
interface Waiting {
  readonly part: number;
  readonly lines: Buffer<ArrayBuffer>[];
  whole: boolean;
}

/** Bytes after which the thread that makes the file durable is told that there are more. */
const TELL_BYTES = 4 * 2 ** 20;

/**
 * Lines that a worker writes itself to the file that it shares with others. Those of the part whose turn it is are written
 * as they come; others wait until it is their turn, and the worker waits where they fill its memory.
 */
export class PlacedLines implements PartLines {
  readonly #file: OpenFile;
  readonly #output: SharedOutput;
  readonly #turn: OutputTurn;
  readonly #room: number;
  readonly #tell: (bytes: number) => void;
  readonly #buffers = new BufferPool();
  /** The last one is the part at hand. */
  readonly #waiting: Waiting[] = [];
  /** Bytes of lines that wait. */
  #held = 0;
  /** Bytes of the part whose turn it is that are written. */
  #written = 0;
  /** Of these, bytes that were not told yet. */
  #untold = 0;

  private constructor(file: OpenFile, output: SharedOutput, room: number, tell: (bytes: number) => void) {
    this.#file = file;
    this.#output = output;
    this.#turn = new OutputTurn(output.turn);
    this.#room = room;
    this.#tell = tell;
  }

  /** `room`: bytes of lines that may wait. `tell` is told how many more bytes are written. Errors: `output-failed`. */
  static async open(output: SharedOutput, room: number, tell: (bytes: number) => void): Promise<PlacedLines> {
    try {
      const file = await fileSystem.open(output.file, constants.O_WRONLY | constants.O_NOFOLLOW);
      return new PlacedLines(file, output, room, tell);
    } catch (error) {
      throw ioError('write', output.name, error, 'output-failed');
    }
  }

  begin(part: number): void {
    this.#waiting.push({ part, lines: [], whole: false });
  }

  async add(lines: Uint8Array): Promise<void> {
    await this.advance();
    while (this.#held >= this.#room && !this.#isFirst()) await this.#await();
    if (this.#isFirst()) return this.#write(lines);
    this.#waiting.at(-1)!.lines.push(this.#buffers.copyOf(lines));
    this.#held += lines.length;
  }

  async endPart(): Promise<void> {
    this.#waiting.at(-1)!.whole = true;
    await this.advance();
  }

  /** Writes what waits, as far as it is its turn. */
  async advance(): Promise<void> {
    for (
      let [first] = this.#waiting;
      first !== undefined && this.#turn.isOf(first.part);
      [first] = this.#waiting
    ) {
      for (const lines of first.lines.splice(0)) {
        await this.#write(lines);
        this.#held -= lines.length;
        this.#buffers.give(lines.buffer);
      }
      if (!first.whole) return;
      this.#waiting.shift();
      this.#tellWritten();
      const end = this.#turn.offset + this.#written;
      this.#written = 0;
      this.#turn.pass(end);
    }
  }

  async end(): Promise<void> {
    while (this.#waiting.length > 0) await this.#await();
  }

  async close(): Promise<void> {
    await closeQuietly(this.#file);
  }

  /** Whether it is the turn of the part at hand, and all of it that has come is written. */
  #isFirst(): boolean {
    const [first, ...others] = this.#waiting;
    return others.length === 0 && first!.lines.length === 0 && this.#turn.isOf(first!.part);
  }

  async #await(): Promise<void> {
    this.#turn.await(this.#waiting[0]!.part);
    await this.advance();
  }

  async #write(lines: Uint8Array): Promise<void> {
    try {
      await writeWhole(this.#file, lines, this.#turn.offset + this.#written);
    } catch (error) {
      throw ioError('write', this.#output.name, error, 'output-failed');
    }
    this.#written += lines.length;
    this.#untold += lines.length;
    if (this.#untold >= TELL_BYTES) this.#tellWritten();
  }

  #tellWritten(): void {
    this.#tell(this.#untold);
    this.#untold = 0;
  }
}
