import { Writable } from 'node:stream';
import { SpillwayError } from '../errors.js';
import { type Destination, openDestination } from './destination.js';

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
  // A stream that is destroyed waits until it is constructed: what is being opened is to be waited for no longer.
  const givenUp = new AbortController();
  const settle = (operation: Promise<unknown>, callback: (error?: Error | null) => void): void => {
    operation.then(() => callback(), callback);
  };
  const sink = new Writable({
    highWaterMark: HIGH_WATER_MARK,
    decodeStrings: true,
    construct(callback) {
      const opened = openDestination(path, givenUp.signal).then((it) => {
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
  const { destroy } = sink;
  sink.destroy = (error) => {
    givenUp.abort();
    return destroy.call(sink, error);
  };
  return sink;
}
