import { type Compression, compressionOf, MAGIC_BYTES } from './compression.js';
import { notRead } from './containers.js';
import { gunzip } from './gunzip.js';
import { unzstd } from './unzstd.js';

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
