import type { ZstdBinding } from 'zstd-codec/lib/zstd-codec-binding-wasm.js';
import { SpillwayError } from '../errors.js';
import { formatSize } from '../options.js';
import { type Compression, compressionOf, MAGIC_BYTES } from './compression.js';
import { notRead } from './containers.js';
import { damagedArchive } from './damaged-archive.js';
import { gunzip } from './gunzip.js';
import { withZstdCodec } from './zstd-codec.js';
import { ZstdFrames } from './zstd-frames.js';

/** The window that every decoder must support, and zstd's largest unless it is told otherwise; see zstd-codec.ts. */
const READABLE_WINDOW = 2 ** 23;

type Bytes = AsyncIterable<Uint8Array>;

/**
 * Bytes that may be compressed → plain bytes. gzip (with any number of members) and zstd (with any number of frames) are
 * recognised by their content; anything else passes unchanged. `name` is what errors call the source.
 *
 * Memory: a few chunks, and for zstd the window that its frames ask for. Fails with `source-unreadable` (`file`: the name,
 * `offset`: in the compressed bytes) if an archive is damaged or ends too early.
 */
export async function* decompress(
  source: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array, void, void> {
  const { head, rest } = await beginningOf(source);
  yield* DECODERS[compressionOf(head)](rest, name);
}

const DECODERS: Record<Compression, (source: Bytes, name: string) => AsyncIterable<Uint8Array>> = {
  none: (source) => source,
  gzip: gunzip,
  zstd: unzstd,
  // Its directory is at its end, so it takes a file of its own: see zip.ts.
  zip(_, name) {
    throw notRead(
      name,
      'a zip archive that comes through a pipe or lies in another archive',
      'write it to a file and name that',
    );
  },
};

/** The first bytes of a source, and the source with those bytes put back. */
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
        if (!decode(decoder, piece, collect, () => windowTooLarge(name, frames.window))) {
          if (frames.window > READABLE_WINDOW) throw windowTooLarge(name, frames.window);
          throw damagedArchive('zstd', name, offset, false);
        }
        offset += piece.length;
        yield* plain;
        plain = [];
      }
      if (frames.fault !== undefined) throw damagedArchive('zstd', name, frames.fault, false);
    }
    if (!frames.complete) throw damagedArchive('zstd', name, frames.position, true);
    decoder.delete();
  });
}

type ZstdStream = InstanceType<ZstdBinding['ZstdDecompressStreamBinding']>;

/** Returns false if libzstd refuses the bytes. */
function decode(
  decoder: ZstdStream,
  bytes: Uint8Array,
  output: (bytes: Uint8Array) => void,
  outOfMemory: () => SpillwayError,
): boolean {
  try {
    return decoder.transform(bytes, output);
  } catch {
    throw outOfMemory();
  }
}

function windowTooLarge(name: string, window: number): SpillwayError {
  return new SpillwayError(
    'source-unreadable',
    `${name} was packed by zstd with a window of ${formatSize(window)}, larger than the ${formatSize(READABLE_WINDOW)} supported here; ` +
      `pack it without --ultra and --long, or pipe it in: zstd -dc --long=31 ${name} | …`,
    { file: name, expected: READABLE_WINDOW, found: window },
  );
}
