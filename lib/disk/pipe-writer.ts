import { once } from 'node:events';
import type { Socket } from 'node:net';
import { ioError, SpillwayError } from '../errors.js';
import { openPipeWriter } from './named-pipe.js';

/** Writes to a pipe. It waits for the reader as long as necessary, and can be aborted meanwhile. Errors: `output-failed`. */
export class PipeWriter {
  readonly #path: string;
  readonly #socket: Socket;

  private constructor(path: string, socket: Socket) {
    this.#path = path;
    this.#socket = socket;
    // Every failure also rejects a call.
    socket.on('error', () => {});
  }

  /** Waits until there is a reader. Fails with `aborted` once `signal` is aborted. */
  static async open(path: string, signal?: AbortSignal | undefined): Promise<PipeWriter> {
    try {
      return new PipeWriter(path, await openPipeWriter(path, signal));
    } catch (error) {
      throw ioError('write', path, error, 'output-failed');
    }
  }

  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.write(bytes, (cause) => {
        if (cause) reject(ioError('write', this.#path, cause, 'output-failed'));
        // Node reports a write as done if its socket is closed meanwhile.
        else if (this.#socket.destroyed) reject(this.#givenUp());
        else resolve();
      });
    });
  }

  async finish(): Promise<void> {
    try {
      const closed = once(this.#socket, 'close');
      this.#socket.end();
      await closed;
    } catch (error) {
      throw ioError('write', this.#path, error, 'output-failed');
    }
  }

  /** Never fails: there is nothing to do about a failure. */
  async abort(): Promise<void> {
    if (this.#socket.closed) return;
    const closed = once(this.#socket, 'close').catch(() => {});
    this.#socket.destroy();
    await closed;
  }

  #givenUp(): SpillwayError {
    return new SpillwayError('output-failed', `${this.#path} was given up before all was written`, {
      file: this.#path,
    });
  }
}
