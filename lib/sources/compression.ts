/** How a file's bytes are packed. */
export type Compression = 'none' | 'gzip' | 'zstd';

/** Bytes at the head of a file that tell its compression. */
export const MAGIC_BYTES = 4;

const GZIP_MAGIC = [0x1f, 0x8b];
const ZSTD_MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
/** zstd's skippable frames, one of which may come first, as pzstd writes it: 0x184D2A50 to 0x184D2A5F, little-endian. */
const SKIPPABLE_MAGIC = [0x50, 0x2a, 0x4d, 0x18];

/** The compression of what begins with `head`: its content decides, whatever its name. */
export function compressionOf(head: Uint8Array): Compression {
  const begins = (magic: readonly number[]) => magic.every((byte, index) => head[index] === byte);
  if (begins(GZIP_MAGIC)) return 'gzip';
  if (begins(ZSTD_MAGIC)) return 'zstd';
  const skippable = SKIPPABLE_MAGIC.every(
    (byte, index) => (index === 0 ? head[0]! & 0xf0 : head[index]) === byte,
  );
  return skippable ? 'zstd' : 'none';
}

/** The compression that a file's name asks for: `.gz` and `.zst`, in any case; all others `'none'`. */
export function compressionByName(path: string): Compression {
  if (/\.gz$/i.test(path)) return 'gzip';
  return /\.zst$/i.test(path) ? 'zstd' : 'none';
}
