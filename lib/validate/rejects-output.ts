import type { RejectsSink } from '../checkpoint/rejects-file.js';
import { type Destination, openDestination } from '../disk/destination.js';
import { formatReject, type Reject } from '../records/reject.js';

/**
 * The rejects file of a pipeline without a checkpoint. The first write opens it; `finish` replaces the old file. A pipe, a
 * device or standard output (`-`) is written to directly. Fails with `output-failed`.
 */
export class RejectsOutput implements RejectsSink {
  readonly #path: string;
  #destination: Destination | undefined;
  #bytes = 0;

  constructor(path: string) {
    this.#path = path;
  }

  async write(rejects: readonly Reject[]): Promise<number> {
    this.#destination ??= await openDestination(this.#path);
    if (rejects.length === 0) return this.#bytes;
    const bytes = Buffer.from(rejects.map(formatReject).join(''));
    await this.#destination.write(bytes);
    this.#bytes += bytes.length;
    return this.#bytes;
  }

  /** Gives the file its name. Without rejects the file is empty. */
  async finish(): Promise<void> {
    await this.write([]);
    await this.#destination!.finish();
  }

  /** Removes what was written, unless the file is finished. */
  async abort(): Promise<void> {
    await this.#destination?.abort();
  }
}
