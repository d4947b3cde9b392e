import { ioError, SpillwayError } from '../errors.js';
import { DirectWriter } from './direct-writer.js';
import { DurableWriter } from './durable-writer.js';
import { isPipe } from './named-pipe.js';
import { outputTarget } from './output-target.js';
import { removePartials } from './partial-file.js';
import { PipeWriter } from './pipe-writer.js';
import { STANDARD_OUTPUT, writeStandardOutput } from './standard-output.js';

/** Where an output goes: a file to replace, or something that can only be written to. */
export interface Destination {
  write(bytes: Uint8Array): Promise<void>;
  /** Makes the output durable, where that is possible. */
  finish(): Promise<unknown>;
  /** Gives up, and removes what was written to a file. */
  abort(): Promise<void>;
}

/**
 * Opens an output. For a pipe it waits until there is a reader, and fails with `aborted` once `signal` is aborted. Fails
 * with `output-failed`.
 */
export async function openDestination(path: string, signal?: AbortSignal | undefined): Promise<Destination> {
  if (path === STANDARD_OUTPUT) return standardOutput;
  const target = await outputTarget(path);
  if (!target.replaceable) {
    return (await isPipe(path)) ? PipeWriter.open(path, signal) : DirectWriter.open(path);
  }
  try {
    await removePartials(target.path);
  } catch (error) {
    throw ioError('write', path, error, 'output-failed');
  }
  return DurableWriter.open(target.path, { permissions: target.permissions, code: 'output-failed' });
}

/**
 * Writes a whole output. Fails with `output-failed`, with the error of `parts`, and with `aborted` once `signal` is
 * aborted; after a failure the old file is still there.
 */
export async function writeDestination(
  path: string,
  parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  signal?: AbortSignal | undefined,
): Promise<void> {
  const destination = await openDestination(path, signal);
  try {
    for await (const part of parts) {
      if (signal?.aborted === true) throw new SpillwayError('aborted', `stopped while ${path} was written`);
      await destination.write(part);
    }
    await destination.finish();
  } catch (error) {
    await destination.abort();
    throw error;
  }
}

/** Stays open: others may write there too. */
const standardOutput: Destination = {
  write: writeStandardOutput,
  finish: async () => {},
  abort: async () => {},
};
