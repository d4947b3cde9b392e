import { crc32 } from 'node:zlib';
import { ID_BYTES, ID_OFFSET } from './run-format.js';

/** The checksums of the blocks of a run, which the id in its header makes different from those of all other runs. */
export class BlockChecksums {
  readonly #seed = Buffer.alloc(ID_BYTES + 16);

  constructor(header: Uint8Array) {
    this.#seed.set(header.subarray(ID_OFFSET, ID_OFFSET + ID_BYTES));
  }

  of(partition: number, offset: number, payload: Uint8Array): number {
    this.#seed.writeUInt32LE(partition, ID_BYTES);
    this.#seed.writeUInt32LE(offset % 2 ** 32, ID_BYTES + 4);
    this.#seed.writeUInt32LE(Math.floor(offset / 2 ** 32), ID_BYTES + 8);
    this.#seed.writeUInt32LE(payload.length, ID_BYTES + 12);
    return crc32(payload, crc32(this.#seed));
  }
}
