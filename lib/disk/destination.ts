import { ioError, SpillwayError } from '../errors.js';
import { DirectWriter } from './direct-writer.js';
import { DurableWriter } from './durable-writer.js';
import { isPipe } from './named-pipe.js';
import { outputTarget } from './output-target.js';
import { removePartials } from './partial-file.js';
import { PipeWriter } from './pipe-writer.js';
import { STANDARD_OUTPUT, writeStandardOutput } from './standard-output.js';

/** What an output goes to: a file that is being replaced, or something that is only written to. */
export interface Destination {
  write(bytes: Uint8Array): Promise<void>;
  /** Makes what was written durable where that means something. */
  finish(): Promise<unknown>;
  /** Gives up; what was written to a file is removed. */
  abort(): Promise<void>;
}

/**
 * Of a pipe, waits until somebody reads it; then, once `signal` is aborted, it fails with `aborted`. Fails with
 * `output-failed`.
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
 * Writes all of an output. Fails with `output-failed`, as its parts do, and with `aborted` once `signal` is aborted; what it
 * is to replace then stays.
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

/** It stays open: others may write there, too. */
const standardOutput: Destination = {
  write: writeStandardOutput,
  finish: async () => {},
  abort: async () => {},
};
