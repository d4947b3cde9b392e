import { constants } from 'node:fs';
import { fileSystem } from '../disk/file-system.js';
import type { OpenFile } from '../disk/open-file.js';
import { fillAt } from '../disk/transfer.js';
import { damagedRun } from './damaged-run.js';

/** Opens the file of a run to read it. */
export function openRun(path: string): Promise<OpenFile> {
  return fileSystem.open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
}

/** Fills `bytes` from an offset of a run. Fails with `state-corrupt` if the file ends first. */
export async function readWhole<Bytes extends Uint8Array>(
  file: OpenFile,
  path: string,
  offset: number,
  bytes: Bytes,
): Promise<Bytes> {
  requireWhole(path, offset, bytes, await fillAt(file, offset, bytes));
  return bytes;
}

/** Fails with `state-corrupt` unless all of `bytes` was read. */
export function requireWhole(path: string, offset: number, bytes: Uint8Array, read: number): void {
  if (read === bytes.length) return;
  throw damagedRun(path, offset, `${bytes.length} bytes`, `only ${read}: the file is cut short`);
}
