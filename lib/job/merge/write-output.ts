import type { Transform } from 'node:stream';
import { runPipeline } from '../../async/run-pipeline.js';
import { unlessAborted } from '../../async/unless-aborted.js';
import { type Destination, openDestination } from '../../disk/destination.js';
import { DurableWriter, type SharedFile } from '../../disk/durable-writer.js';
import { fileSink } from '../../disk/file-sink.js';
import { type Compression, compressionByName } from '../../sources/compression.js';

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** The lines of an output. Only one of the methods is called, once. */
export interface OutputLines {
  /** In their order. A chunk is valid until the next one is asked for. */
  chunks(): Chunks;
  /** Writes them to a file, and yields the number of bytes newly written. Undefined: only `chunks` is available. */
  writeTo?(file: SharedFile): AsyncIterable<number>;
}

/**
 * Writes a summary's lines to its file, compressed where the file's name asks for it. Errors: `output-failed`, the
 * reason of `signal`.
 */
export async function writeOutput(
  lines: OutputLines,
  output: string,
  signal?: AbortSignal | undefined,
): Promise<void> {
  const compression = compressionByName(output);
  if (compression === 'none') return writePlain(lines, output, signal);
  const stages = [await compressor(compression), fileSink(output)] as const;
  return runPipeline(copiesOf(lines.chunks()), stages, signal);
}

async function writePlain(
  lines: OutputLines,
  output: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const opening = openDestination(output, signal);
  let destination: Destination | undefined;
  try {
    destination = await unlessAborted(opening, signal);
    await writeAll(lines, destination, signal);
    await destination.finish();
  } catch (error) {
    // A destination that is still being opened is aborted once it is open.
    if (destination === undefined) opening.then((late) => late.abort()).catch(() => {});
    await destination?.abort();
    throw error;
  }
}

async function writeAll(
  lines: OutputLines,
  destination: Destination,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (lines.writeTo !== undefined && destination instanceof DurableWriter) {
    for await (const bytes of lines.writeTo(destination.shared)) {
      await unlessAborted(destination.wrote(bytes), signal);
    }
    return;
  }
  for await (const chunk of lines.chunks()) await unlessAborted(destination.write(chunk), signal);
}

/** A compressor takes chunks ahead, when the one before may no longer be valid. */
async function* copiesOf(lines: Chunks): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of lines) yield Buffer.from(chunk);
}

/** Loaded only where it is needed. */
async function compressor(compression: Compression): Promise<Transform> {
  const { compress } = await import('../../sources/compress.js');
  return compress(compression);
}
