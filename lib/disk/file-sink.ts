import { Writable } from 'node:stream';
import { SpillwayError } from '../errors.js';
import type { Sink } from '../stage.js';
import { type Destination, openDestination } from './destination.js';

/** Bytes that may be buffered: a few of format's chunks, so that formatting continues while the disk is busy. */
const HIGH_WATER_MARK = 1 << 20;

/**
 * A Writable that replaces a file atomically and durably. The bytes go to a partial file beside it, which gets the name
 * when it is whole: at any moment, even after a kill or a power cut, the old file or the new one is there, never a part.
 * The new file keeps the permissions of the old one. A symbolic link stays, and the file it points to is replaced. If the
 * stream is destroyed, it removes what it wrote. A pipe, terminal or device is written to directly, and so is standard
 * output (`-`).
 *
 * Fails with `output-failed`.
 */
export function fileSink(path: string): Sink<Uint8Array | string> {
  if (typeof path !== 'string' || path === '' || path.includes('\0')) {
    throw new SpillwayError('bad-option', 'fileSink: the first argument must be a path');
  }
  let destination: Destination | undefined;
  // Node destroys a stream only once it is constructed, so this ends the wait for a file that is being opened.
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
