// The names of the files in a work directory. Only files with these names are ever removed from it.

import { finalName, randomId } from './partial-file.js';

export const MANIFEST_NAME = 'spillway-manifest.json';
export const LOCK_NAME = 'spillway.lock';
/** A run's name. It is never a path, so a forged manifest cannot name a file outside its directory. */
export const RUN_FILE = /^run-\d{16}-[0-9a-f]{16}\.run$/;
const MERGE_FILE = /^merge-[0-9A-Za-z-]+\.run$/;
export const REJECTS_FILE = /^rejects-\d{6}-\d{16}\.ndjson$/;

/** File name of the rejects of the range that starts at a position: in the source with this index, at this offset. */
export function rejectsFileName(start: { readonly source: number; readonly offset: number }): string {
  const { source, offset } = start;
  return `rejects-${String(source).padStart(6, '0')}-${String(offset).padStart(16, '0')}.ndjson`;
}

/** A name for rejects that are no range's any more; of random digits, so that it is not taken. */
export function textlessRejectsName(): string {
  return `rejects-999999-${BigInt.asUintN(53, BigInt(`0x${randomId()}`))
    .toString()
    .padStart(16, '0')}.ndjson`;
}

/** Whether a file in a work directory was made by a job, judging by its name. */
export function isOurs(name: string): boolean {
  const whole = finalName(name) ?? name;
  return (
    whole === MANIFEST_NAME ||
    [RUN_FILE, REJECTS_FILE, MERGE_FILE].some((file) => file.test(whole)) ||
    isLockFile(name, LOCK_NAME)
  );
}

/** Whether a directory with these files is a work directory, of a running job or of one that was killed. */
export function isWorkDirectory(names: readonly string[]): boolean {
  return names.includes(MANIFEST_NAME) || (names.length > 0 && names.every(isOurs));
}

/** Whether `name` belongs to the lock file named `lock`: the lock, a contender's file, or a claim. */
export function isLockFile(name: string, lock: string): boolean {
  return name.startsWith(lock) && /^(?:[-.][0-9a-f]{16})*$/.test(name.slice(lock.length));
}
