import { constants } from 'node:fs';
import { ioError } from '../errors.js';
import { fileSystem } from './file-system.js';
import type { OpenFile } from './open-file.js';
import { closeQuietly, writeWhole } from './transfer.js';

/**
 * Writes to what cannot be replaced and keeps nobody waiting: a terminal, a device. What was written is out of our hands at once, so
 * there is nothing to make durable, and nothing to take back. Errors: `output-failed`.
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

  /** Never fails: there is nothing better to do. */
  async abort(): Promise<void> {
    await closeQuietly(this.#file);
  }
}
