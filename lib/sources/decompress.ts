import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { ZstdBinding } from 'zstd-codec/lib/zstd-codec-binding-wasm.js';
import { SpillwayError } from '../errors.js';
import { type Compression, compressionOf, MAGIC_BYTES } from './compression.js';
import { withZstdCodec } from './zstd-codec.js';
import { ZstdFrames } from './zstd-frames.js';

/** What zlib hands out at once: as parse's batches, so that the way between threads is paid once a batch. */
const GUNZIP_CHUNK_BYTES = 2 ** 18;

type Bytes = AsyncIterable<Uint8Array>;

/**
 * Bytes that may be compressed → the plain bytes: gzip (with any number of members) and zstd (with any number of frames)
 * are recognised by their content, all else passes as it is. `name` is what errors call the source.
 *
 * Memory: a few chunks, and for zstd the window its frames ask for. Fails with `source-unreadable` (`file`: the name,
 * `offset`: in the compressed bytes) where an archive is damaged or ends too early.
 */
export async function* decompress(source: Bytes, name: string): AsyncGenerator<Uint8Array, void, void> {
  const { head, rest } = await beginningOf(source);
  yield* DECODERS[compressionOf(head)](rest, name);
}

const DECODERS: Record<Compression, (source: Bytes, name: string) => AsyncIterable<Uint8Array>> = {
  none: (source) => source,
  gzip: gunzip,
  zstd: unzstd,
};

/** The first bytes of a source, and the whole source. */
async function beginningOf(source: Bytes): Promise<{ head: Uint8Array; rest: Bytes }> {
  const chunks = source[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < MAGIC_BYTES) {
    const next = await chunks.next();
    if (next.done) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  async function* whole(): AsyncGenerator<Uint8Array, void, void> {
    try {
      if (head.length > 0) yield head;
      yield* { [Symbol.asyncIterator]: () => chunks };
    } finally {
      await chunks.return?.();
    }
  }
  return { head, rest: whole() };
}

async function* gunzip(source: Bytes, name: string): AsyncGenerator<Uint8Array, void, void> {
  const engine = createGunzip({ chunkSize: GUNZIP_CHUNK_BYTES });
  const input = Readable.from(source, { objectMode: false });
  // A failure of the source must not be taken for its end, nor be blamed on the archive.
  let failure: Error | undefined;
  input.on('error', (error) => {
    failure = error;
    engine.destroy(error);
  });
  try {
    yield* input.pipe(engine) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    if (cause === failure) throw cause;
    const truncated = (cause as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
    throw damaged('gzip', name, engine.bytesWritten, truncated, cause);
  } finally {
    input.destroy();
    engine.destroy();
  }
}

function unzstd(source: Bytes, name: string): AsyncGenerator<Uint8Array, void, void> {
  return withZstdCodec(async function* ({ ZstdDecompressStreamBinding }) {
    const decoder = new ZstdDecompressStreamBinding();
    const frames = new ZstdFrames();
    let plain: Uint8Array[] = [];
    const collect = (bytes: Uint8Array) => {
      plain.push(bytes);
    };
    decoder.begin();
    for await (const chunk of source) {
      let offset = frames.position;
      for (const piece of frames.cut(chunk)) {
        if (!decode(decoder, piece, collect, name)) throw damaged('zstd', name, offset, false);
        offset += piece.length;
        yield* plain;
        plain = [];
      }
      if (frames.fault !== undefined) throw damaged('zstd', name, frames.fault, false);
    }
    if (!frames.complete) throw damaged('zstd', name, frames.position, true);
    decoder.delete();
  });
}

type ZstdStream = InstanceType<ZstdBinding['ZstdDecompressStreamBinding']>;

/** False where libzstd refuses the bytes. */
function decode(
  decoder: ZstdStream,
  bytes: Uint8Array,
  output: (bytes: Uint8Array) => void,
  name: string,
): boolean {
  try {
    return decoder.transform(bytes, output);
  } catch (cause) {
    throw new SpillwayError(
      'source-unreadable',
      `${name} was packed with a larger window than the 8 MiB that are read here; pack it without --ultra and --long, ` +
        `or pipe it in: zstd -dc --memory=2048MiB ${name} | …`,
      { file: name, cause },
    );
  }
}

function damaged(
  format: string,
  name: string,
  offset: number,
  truncated: boolean,
  cause?: unknown,
): SpillwayError {
  const what = truncated
    ? `ends in the middle of its ${format} archive, at compressed byte ${offset}: it was truncated, or is still being written`
    : `is damaged: its ${format} archive cannot be read on from about compressed byte ${offset}`;
  return new SpillwayError('source-unreadable', `${name} ${what}; restore it from where it came`, {
    file: name,
    offset,
    cause,
  });
}
