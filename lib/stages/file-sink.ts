import { Writable } from 'node:stream';
import { ioError, SpillwayError } from '../errors.js';
import { DirectWriter } from '../storage/direct-writer.js';
import { DurableWriter } from '../storage/durable-writer.js';
import { outputTarget } from '../storage/output-target.js';
import { removePartials } from '../storage/partial-file.js';

/** What a sink writes to: a file that is being replaced, or something that is only written to. */
interface Destination {
  write(bytes: Uint8Array): Promise<void>;
  /** Makes what was written durable where that means something. */
  finish(): Promise<unknown>;
  /** Gives up; what was written to a file is removed. */
  abort(): Promise<void>;
}

/** The path that stands for standard output. */
export const STANDARD_OUTPUT = '-';

/** Bytes that may wait: a few of format's chunks, so that formatting goes on while the disk is busy. */
const HIGH_WATER_MARK = 1 << 20;

/**
 * A Writable that replaces a file atomically and durably: the bytes go to a partial file beside it, which gets the
 * name when it is whole, so a reader, a kill or a power cut finds the old file or the new one, never half of it. Its
 * permissions are those of the file that it replaces. Through a symbolic link the file behind it is replaced.
 * Destroyed, it removes what it wrote. A pipe, terminal or device is written to directly, and so is standard output
 * (`-`).
 *
 * Fails with `output-failed`.
 */
export function fileSink(path: string): Writable {
  if (typeof path !== 'string' || path === '' || path.includes('\0')) {
    throw new SpillwayError('bad-option', 'fileSink: the first argument must be a path');
  }
  let destination: Destination | undefined;
  const settle = (operation: Promise<unknown>, callback: (error?: Error | null) => void): void => {
    operation.then(() => callback(), callback);
  };
  return new Writable({
    highWaterMark: HIGH_WATER_MARK,
    decodeStrings: true,
    construct(callback) {
      const opened = openDestination(path).then((it) => {
        destination = it;
      });
      settle(opened, callback);
    },
    write(chunk: Uint8Array, _encoding, callback) {
      settle(destination!.write(chunk), callback);
    },
    final(callback) {
      settle(destination!.finish(), callback);
    },
    destroy(error, callback) {
      const aborted = destination?.abort() ?? Promise.resolve();
      settle(aborted, (failure) => callback(error ?? failure ?? null));
    },
  });
}

async function openDestination(path: string): Promise<Destination> {
  if (path === STANDARD_OUTPUT) return standardOutput;
  const target = await outputTarget(path);
  if (!target.replaceable) return DirectWriter.open(path);
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
