import { ioError } from '../errors.js';
import { DirectWriter } from './direct-writer.js';
import { DurableWriter } from './durable-writer.js';
import { isPipe } from './named-pipe.js';
import { outputTarget } from './output-target.js';
import { removePartials } from './partial-file.js';
import { PipeWriter } from './pipe-writer.js';

/** The path that stands for standard output. */
export const STANDARD_OUTPUT = '-';

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

/** Through node's stream, which knows how to wait for any kind of reader. It stays open: others may write there, too. */
const standardOutput: Destination = {
  write: (bytes) =>
    new Promise((resolve, reject) => {
      process.stdout.write(bytes, (cause) => {
        if (cause) reject(ioError('write', 'standard output', cause, 'output-failed'));
        else resolve();
      });
    }),
  finish: async () => {},
  abort: async () => {},
};
