import { lstat, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { currentProcess, isAlive, processPlace } from './process-identity.js';

// A scratch directory says in its name whose it is, `spillway-<place>-<started>-<pid>-<random>`: so there is no moment at
// which it is there and cannot be told. Only what is certainly a dead process's is removed. A directory from another place,
// that is another boot, machine or container which shares the directory, may be in use there; it is left to the system's
// own cleaning, as is one whose maker did not know its place.
const SCRATCH_NAME = /^spillway-([0-9a-f]{16})-(\d+)-(\d+)-[0-9A-Za-z]+$/;

/** What the name of a scratch directory of this process begins with; its pid and random letters follow. */
export async function scratchPrefix(): Promise<string> {
  const [place, { started }] = [await processPlace(), await currentProcess()];
  return place === '' || started === '' ? 'spillway' : `spillway-${place}-${started}`;
}

/**
 * Removes the scratch directories that killed processes of this user have left in `parent`. Never fails: what cannot be
 * removed now is left to a later job.
 */
export async function sweepScratchDirectories(parent = tmpdir()): Promise<void> {
  const here = await processPlace().catch(() => '');
  if (here === '') return;
  for (const name of await readdir(parent).catch(() => [])) {
    const [, place, started = '', pid] = SCRATCH_NAME.exec(name) ?? [];
    if (place === here) await sweep(join(parent, name), Number(pid), started).catch(() => {});
  }
}

async function sweep(path: string, pid: number, started: string): Promise<void> {
  // The place holds the boot.
  if (await isAlive({ pid, started, boot: '' })) return;
  const stats = await lstat(path);
  if (stats.isDirectory() && stats.uid === process.geteuid?.())
    await rm(path, { recursive: true, force: true });
}
