import { SpillwayError } from '../errors.js';
import { formatReject, type Reject } from '../records/reject.js';
import { DurableWriter } from './durable-writer.js';
import { outputTarget } from './output-target.js';
import { removePartials } from './partial-file.js';
import type { RejectsSink } from './rejects-file.js';

/**
 * The rejects file of a pipeline without a checkpoint: opened by the first write, it replaces what has its name when
 * it is finished. Fails with `output-failed`, and with `bad-option` for a pipe or device, which cannot be replaced.
 */
export class RejectsOutput implements RejectsSink {
  readonly #path: string;
  #writer: DurableWriter | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  async write(rejects: readonly Reject[]): Promise<number> {
    this.#writer ??= await this.#open();
    if (rejects.length > 0) await this.#writer.write(Buffer.from(rejects.map(formatReject).join('')));
    return this.#writer.bytes;
  }

  /** Gives the file its name; without any rejects it is empty. */
  async finish(): Promise<void> {
    await this.write([]);
    await this.#writer!.finish();
  }

  /** Removes what was written, unless it is finished. */
  async abort(): Promise<void> {
    await this.#writer?.abort();
  }

  async #open(): Promise<DurableWriter> {
    const { path, replaceable, permissions } = await outputTarget(this.#path);
    if (!replaceable) {
      throw new SpillwayError(
        'bad-option',
        `validate: rejects: ${this.#path} is not a regular file; give an object with a write method for anything else`,
        { file: this.#path },
      );
    }
    await removePartials(path);
    return await DurableWriter.open(path, { permissions, code: 'output-failed' });
  }
}
