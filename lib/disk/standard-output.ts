import { fstatSync, statSync, write } from 'node:fs';
import { isatty } from 'node:tty';
import { promisify } from 'node:util';
import { ioError } from '../errors.js';
import type { OpenFile } from './open-file.js';
import { writeWhole } from './transfer.js';

/** The path that stands for standard output. */
export const STANDARD_OUTPUT = '-';

const DESCRIPTOR = 1;
const NAME = 'standard output';

/** What an output is called in messages. */
export function nameOfOutput(path: string): string {
  return path === STANDARD_OUTPUT ? NAME : path;
}

/** Whether an output's path, or the file that an error names, leads to standard output. */
export function isStandardOutput(path: string): boolean {
  if (path === STANDARD_OUTPUT || path === NAME) return true;
  try {
    const [ours, named] = [fstatSync(DESCRIPTOR, { bigint: true }), statSync(path, { bigint: true })];
    return ours.dev === named.dev && ours.ino === named.ino;
  } catch {
    return false;
  }
}

/** Resolves when the system has taken all of `bytes`. Fails with `output-failed`. */
export async function writeStandardOutput(bytes: Uint8Array): Promise<void> {
  try {
    await (isStream() ? writeToStream(bytes) : writeWhole(descriptor, bytes, null));
  } catch (error) {
    throw ioError('write', NAME, error, 'output-failed');
  }
}

/** On a full disk a write may store only some of the bytes. Node's own stream reports that as success. */
const descriptor: Pick<OpenFile, 'write'> = {
  write: (buffer, offset, length, position) => promisify(write)(DESCRIPTOR, buffer, offset, length, position),
};

/** Whether it is a pipe, socket or terminal: node's stream can wait for their readers. */
function isStream(): boolean {
  const stats = fstatSync(DESCRIPTOR);
  return stats.isFIFO() || stats.isSocket() || isatty(DESCRIPTOR);
}

let watched = false;

function writeToStream(bytes: Uint8Array): Promise<void> {
  // Every failure also rejects a write. Without a listener it would end the process too.
  if (!watched) process.stdout.on('error', () => {});
  watched = true;
  return new Promise((resolve, reject) => {
    process.stdout.write(bytes, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
