import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Compression, compressionByName } from '../sources/compression.js';
import { fileSink } from '../stages/file-sink.js';

/** Writes a summary's bytes to its file, compressed where the file's name asks for it. */
export async function writeOutput(
  lines: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  output: string,
  signal?: AbortSignal | undefined,
): Promise<void> {
  const compression = compressionByName(output);
  const options = signal === undefined ? {} : { signal };
  if (compression === 'none') return pipeline(lines, fileSink(output), options);
  return pipeline(lines, await compressor(compression), fileSink(output), options);
}

/** Loaded only where it is needed. */
async function compressor(compression: Compression): Promise<Transform> {
  const { compress } = await import('../sources/compress.js');
  return compress(compression);
}
