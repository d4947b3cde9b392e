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
  /** The memory of an OutputTurn. */
  readonly turn: SharedArrayBuffer;
}

/** A part that is not completely written. */
interface Waiting {
  readonly part: number;
  readonly lines: Buffer<ArrayBuffer>[];
  whole: boolean;
}

/** How many written bytes are reported at once to the main thread, which makes the file durable. */
const TELL_BYTES = 4 * 2 ** 20;

/**
 * Lines that a worker writes itself to the file that it shares with other workers. Lines of the part whose turn it is are
 * written as they come. Others wait until it is their turn, and the worker blocks when they fill its memory.
 */
export class PlacedLines implements PartLines {
  readonly #file: OpenFile;
  readonly #output: SharedOutput;
  readonly #turn: OutputTurn;
  readonly #room: number;
  readonly #tell: (bytes: number) => void;
  readonly #buffers = new BufferPool();
  /** The last one is the current part. */
  readonly #waiting: Waiting[] = [];
  /** Bytes of waiting lines. */
  #held = 0;
  /** Bytes written of the part whose turn it is. */
  #written = 0;
  /** How many of these have not been reported yet. */
  #untold = 0;

  private constructor(file: OpenFile, output: SharedOutput, room: number, tell: (bytes: number) => void) {
    this.#file = file;
    this.#output = output;
    this.#turn = new OutputTurn(output.turn);
    this.#room = room;
    this.#tell = tell;
  }

  /** `room`: bytes of lines that may wait. `tell` gets the number of bytes newly written. Errors: `output-failed`. */
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

  /** Writes the waiting lines whose turn it is. */
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

  /** Whether it is the current part's turn, and none of its lines wait. */
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
