import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Compression, compressionByName } from '../sources/compression.js';
import { fileSink } from '../stages/file-sink.js';
import { type Destination, openDestination } from '../storage/destination.js';
import { unlessAborted } from './unless-aborted.js';

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/**
 * Writes a summary's bytes to its file, compressed where the file's name asks for it. Asks for a chunk when nobody needs
 * the one before it any more. Errors: `output-failed`, that of `signal`.
 */
export async function writeOutput(
  lines: Chunks,
  output: string,
  signal?: AbortSignal | undefined,
): Promise<void> {
  const compression = compressionByName(output);
  if (compression === 'none') return writeChunks(lines, output, signal);
  const options = signal === undefined ? {} : { signal };
  return pipeline(copiesOf(lines), await compressor(compression), fileSink(output), options);
}

async function writeChunks(lines: Chunks, output: string, signal: AbortSignal | undefined): Promise<void> {
  const opening = openDestination(output);
  let destination: Destination | undefined;
  try {
    destination = await unlessAborted(opening, signal);
    for await (const chunk of lines) await unlessAborted(destination.write(chunk), signal);
    await destination.finish();
  } catch (error) {
    // One that is still being opened, as a pipe without a reader may be for ever, is given up when it is open.
    if (destination === undefined) opening.then((late) => late.abort()).catch(() => {});
    await destination?.abort();
    throw error;
  }
}

/** A compressor takes chunks before it needs them. */
async function* copiesOf(lines: Chunks): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of lines) yield Buffer.from(chunk);
}

/** Loaded only where it is needed. */
async function compressor(compression: Compression): Promise<Transform> {
  const { compress } = await import('../sources/compress.js');
  return compress(compression);
}
