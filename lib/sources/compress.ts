import { PassThrough } from 'node:stream';
import { createGzip } from 'node:zlib';
import { SpillwayError } from '../errors.js';
import { type Stage, stage } from '../stage.js';
import type { Compression } from './compression.js';
import { type NodeZstd, nodeZstd } from './node-zstd.js';
import { withZstdCodec } from './zstd-codec.js';

/** zstd's own default. */
const ZSTD_LEVEL = 3;
/** gzip's own default: a summary is read more often than written, but the writer has to wait. */
const GZIP_LEVEL = 6;
const CHUNK_BYTES = 2 ** 16;

/**
 * Bytes → compressed bytes, the opposite of `decompress`: `compress(compressionByName('summary.csv.zst'))`. `'none'` passes
 * bytes unchanged. The same input always gives the same output: it contains no time or name.
 *
 * Memory: the codec's window, a few MiB. Errors: `bad-option`.
 */
export function compress(compression: Compression): Stage<Uint8Array, Uint8Array> {
  switch (compression) {
    case 'none':
      return new PassThrough();
    case 'gzip':
      return createGzip({ level: GZIP_LEVEL, chunkSize: CHUNK_BYTES });
    case 'zstd':
      return nodeZstd === undefined ? stage<Uint8Array, Uint8Array>(zstd) : nodeStream(nodeZstd);
    default:
      throw new SpillwayError(
        'bad-option',
        `compress: the compression must be one of 'none', 'gzip', 'zstd', not '${compression}'`,
      );
  }
}

function nodeStream({ createZstdCompress, constants }: NodeZstd): Stage<Uint8Array, Uint8Array> {
  const params = { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL, [constants.ZSTD_c_checksumFlag]: 1 };
  return createZstdCompress({ chunkSize: CHUNK_BYTES, params });
}

function zstd(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  return withZstdCodec(async function* ({ ZstdCompressStreamBinding }) {
    const encoder = new ZstdCompressStreamBinding();
    let packed: Uint8Array[] = [];
    const collect = (bytes: Uint8Array) => {
      if (bytes.length > 0) packed.push(bytes);
    };
    if (!encoder.begin(ZSTD_LEVEL)) throw failed();
    for await (const chunk of source) {
      if (!encoder.transform(chunk, collect)) throw failed();
      yield* packed;
      packed = [];
    }
    if (!encoder.end(collect)) throw failed();
    yield* packed;
    encoder.delete();
  });
}

function failed(): SpillwayError {
  return new SpillwayError('output-failed', 'compress: libzstd failed; it may have run out of memory');
}
