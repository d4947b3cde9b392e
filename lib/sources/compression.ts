/** How a file's bytes are packed. `'zip'` is only read. */
export type Compression = 'none' | 'gzip' | 'zstd' | 'zip';

/** The number of bytes at the head of a file that show its compression. */
export const MAGIC_BYTES = 4;

const GZIP_MAGIC = [0x1f, 0x8b];
/** An archive with files, or without. */
const ZIP_MAGICS = [
  [0x50, 0x4b, 0x03, 0x04],
  [0x50, 0x4b, 0x05, 0x06],
] as const;
const ZSTD_MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
/** zstd's skippable frames, 0x184D2A50 to 0x184D2A5F, little-endian; pzstd starts its archives with one. */
const SKIPPABLE_MAGIC = [0x50, 0x2a, 0x4d, 0x18];

/** The compression of a file that starts with `head`. Its name does not matter. */
export function compressionOf(head: Uint8Array): Compression {
  const begins = (magic: readonly number[]) => magic.every((byte, index) => head[index] === byte);
  if (begins(GZIP_MAGIC)) return 'gzip';
  if (begins(ZSTD_MAGIC)) return 'zstd';
  if (ZIP_MAGICS.some(begins)) return 'zip';
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
