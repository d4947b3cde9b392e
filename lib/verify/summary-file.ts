import { ioError, SpillwayError } from '../errors.js';
import { describeSource } from '../sources/open-source.js';
import { plainBytes } from '../sources/plain-bytes.js';

/** Random access to the bytes of a summary. */
export interface SummaryReader {
  /** Reads `length` bytes from `position`; fewer only if the summary ends before. */
  readAt(position: number, length: number): Promise<Uint8Array>;
}

/**
 * A summary in a file, compressed or not. Reading on from the end of the last read is cheap. Reading from anywhere else
 * opens the file again, and decompresses an archive from its start.
 */
export class SummaryFile implements SummaryReader {
  readonly #path: string;
  readonly #signal: AbortSignal | undefined;
  #chunks: AsyncGenerator<Uint8Array, void, void> | undefined;
  /** Where `#left` begins in the summary, or the next chunk if it is empty. */
  #position = 0;
  #left: Uint8Array = new Uint8Array(0);

  private constructor(path: string, signal: AbortSignal | undefined) {
    this.#path = path;
    this.#signal = signal;
  }

  /**
   * Fails with `io`, also if the path is not a regular file, because it is read more than once. Once `signal` is aborted,
   * reading fails with `aborted`.
   */
  static async open(path: string, signal?: AbortSignal | undefined): Promise<SummaryFile> {
    const { resumable } = await describeSource(path).catch((error: unknown) => {
      throw asIo(path, error);
    });
    if (resumable) return new SummaryFile(path, signal);
    throw new SpillwayError(
      'io',
      `cannot compare ${path}: it is not a regular file, which can be read more than once`,
      { file: path },
    );
  }

  async readAt(position: number, length: number): Promise<Uint8Array> {
    if (this.#signal?.aborted === true) {
      throw new SpillwayError('aborted', `stopped while ${this.#path} was compared`, { file: this.#path });
    }
    if (this.#chunks === undefined || position !== this.#position) await this.#reopen(position);
    const parts: Uint8Array[] = [];
    let missing = length;
    while (missing > 0) {
      if (this.#left.length === 0 && !(await this.#fill())) break;
      const part = this.#left.subarray(0, missing);
      this.#left = this.#left.subarray(part.length);
      missing -= part.length;
      parts.push(part);
    }
    this.#position += length - missing;
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  }

  async close(): Promise<void> {
    await this.#chunks?.return();
    this.#chunks = undefined;
  }

  async #reopen(position: number): Promise<void> {
    await this.close();
    this.#chunks = plainBytes(this.#path, { position, end: null, onRead: () => {} });
    this.#position = position;
    this.#left = new Uint8Array(0);
  }

  async #fill(): Promise<boolean> {
    try {
      const { value } = await this.#chunks!.next();
      this.#left = value ?? new Uint8Array(0);
      return value !== undefined;
    } catch (error) {
      throw asIo(this.#path, error);
    }
  }
}

/** Turns errors of a source into `io`: an unreadable summary is not an unreadable source. */
function asIo(path: string, error: unknown): SpillwayError {
  if (!(error instanceof SpillwayError)) return ioError('read', path, error);
  const { message, offset } = error;
  return new SpillwayError('io', message, { file: path, offset, cause: error });
}
