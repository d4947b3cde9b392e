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

/** Resolves when all of `bytes` has been handed to the system. Fails with `output-failed`. */
export async function writeStandardOutput(bytes: Uint8Array): Promise<void> {
  try {
    await (isStream() ? writeToStream(bytes) : writeWhole(descriptor, bytes, null));
  } catch (error) {
    throw ioError('write', NAME, error, 'output-failed');
  }
}

/** Node's own stream takes a write to a file that stores half of the bytes, since the disk is full, for a whole one. */
const descriptor: Pick<OpenFile, 'write'> = {
  write: (buffer, offset, length, position) => promisify(write)(DESCRIPTOR, buffer, offset, length, position),
};

/** A pipe, a socket, a terminal: node's stream knows how to wait for any kind of reader. */
function isStream(): boolean {
  const stats = fstatSync(DESCRIPTOR);
  return stats.isFIFO() || stats.isSocket() || isatty(DESCRIPTOR);
}

let watched = false;

function writeToStream(bytes: Uint8Array): Promise<void> {
  // Each failure is told to who writes. Without a listener it would end the process as well.
  if (!watched) process.stdout.on('error', () => {});
  watched = true;
  return new Promise((resolve, reject) => {
    process.stdout.write(bytes, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
