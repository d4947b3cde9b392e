import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';

interface ZstdOptions {
  readonly chunkSize: number;
  readonly params: Readonly<Record<number, number>>;
}

/** The part of node:zlib that has libzstd. The types of node 20 do not know it. */
export interface NodeZstd {
  createZstdCompress(options: ZstdOptions): Transform;
  createZstdDecompress(options: ZstdOptions): Transform;
  readonly constants: {
    readonly ZSTD_c_compressionLevel: number;
    readonly ZSTD_c_checksumFlag: number;
    readonly ZSTD_d_windowLogMax: number;
  };
}

/** Node's own libzstd; undefined where node has none, before 22.15. */
export const nodeZstd: NodeZstd | undefined =
  'createZstdDecompress' in zlib ? (zlib as unknown as NodeZstd) : undefined;
