import type { Kernel } from '../kernel/kernel.js';
import { BLOCK_HEAD_BYTES, type SpillBuffer, type SpilledBlock } from '../kernel/partition-arena.js';

const BUFFER_BYTES = 2 ** 18;
/** A block takes more records of its partition up to this size. */
const BLOCK_BYTES = 2 ** 16;

/** Copies records into blocks of a run, each into memory that is not used again. */
export class BlockBuffer {
  readonly #kernel: Kernel;
  #bytes = Buffer.alloc(0);
  #used = 0;
  #blocks: SpilledBlock[] = [];

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Takes records that lie in the kernel's memory. Yields the buffer that they find no room in. */
  *add(partition: number, records: Uint8Array): Generator<SpillBuffer, void, void> {
    const last = this.#blocks.at(-1);
    const joins = last?.partition === partition && last.bytes + records.length <= BLOCK_BYTES;
    const more = records.length + (joins ? 0 : BLOCK_HEAD_BYTES);
    if (this.#used + more > this.#bytes.length) {
      yield* this.rest();
      this.#bytes = Buffer.allocUnsafeSlow(Math.max(BUFFER_BYTES, BLOCK_HEAD_BYTES + records.length));
      return yield* this.add(partition, records);
    }
    const at = joins ? last.at : this.#used;
    this.#bytes.set(records, this.#used + more - records.length);
    this.#used += more;
    const counts = this.#count(records);
    if (!joins) this.#blocks.push({ partition, at, bytes: records.length, ...counts });
    else {
      this.#blocks.splice(-1, 1, {
        ...{ partition, at, bytes: last.bytes + records.length },
        records: last.records + counts.records,
        rows: last.rows + counts.rows,
      });
    }
  }

  /** What was not yielded yet. */
  *rest(): Generator<SpillBuffer, void, void> {
    if (this.#used > 0) yield { bytes: this.#bytes.subarray(0, this.#used), blocks: this.#blocks };
    this.#bytes = Buffer.alloc(0);
    this.#used = 0;
    this.#blocks = [];
  }

  #count(records: Uint8Array): { readonly records: number; readonly rows: number } {
    const { exports } = this.#kernel;
    const from = records.byteOffset;
    exports.blockEnd(from, from + records.length, records.length);
    return { records: exports.blockRecords(), rows: exports.blockRows() };
  }
}
