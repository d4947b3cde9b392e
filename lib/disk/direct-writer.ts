import { constants } from 'node:fs';
import { ioError } from '../errors.js';
import { fileSystem } from './file-system.js';
import type { OpenFile } from './open-file.js';
import { closeQuietly, writeWhole } from './transfer.js';

/**
 * Writes to a terminal or device: it cannot be replaced, and a write does not wait. What was written is gone at once, so
 * nothing can be made durable or taken back. Errors: `output-failed`.
 */
export class DirectWriter {
  readonly #path: string;
  readonly #file: OpenFile;

  private constructor(path: string, file: OpenFile) {
    this.#path = path;
    this.#file = file;
  }

  static async open(path: string): Promise<DirectWriter> {
    try {
      return new DirectWriter(path, await fileSystem.open(path, constants.O_WRONLY | constants.O_NOCTTY));
    } catch (error) {
      throw ioError('write', path, error, 'output-failed');
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      await writeWhole(this.#file, bytes, null);
    } catch (error) {
      throw ioError('write', this.#path, error, 'output-failed');
    }
  }

  async finish(): Promise<void> {
    try {
      await this.#file.close();
    } catch (error) {
      throw ioError('write', this.#path, error, 'output-failed');
    }
  }

  /** Never fails: there is nothing to do about a failure. */
  async abort(): Promise<void> {
    await closeQuietly(this.#file);
  }
}
