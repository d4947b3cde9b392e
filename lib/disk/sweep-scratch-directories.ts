import { lstat, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { currentProcess, isAlive, processPlace } from './process-identity.js';

// The name of a scratch directory says which process made it, `spillway-<place>-<started>-<pid>-<random>`, so its owner is
// known from the moment it exists. Only directories of processes that are certainly dead are removed. One from another
// place (another boot, or a machine or container that shares the parent) may be in use there. It is left to the system's
// own cleaning, and so is one whose maker did not know its place.
const SCRATCH_NAME = /^spillway-([0-9a-f]{16})-(\d+)-(\d+)-[0-9A-Za-z]+$/;

/** What does not change while the process lives is read once. */
let known: Promise<string> | undefined;

/** How the name of a scratch directory of this process begins; its pid and random letters follow. */
export function scratchPrefix(): Promise<string> {
  known ??= readPrefix().catch((error) => {
    known = undefined;
    throw error;
  });
  return known;
}

async function readPrefix(): Promise<string> {
  const [place, { started }] = [await processPlace(), await currentProcess()];
  return place === '' || started === '' ? 'spillway' : `spillway-${place}-${started}`;
}

/**
 * Removes the scratch directories that killed processes of this user left in `parent`. Never fails: a later job removes
 * what could not be removed now.
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
  // The boot is part of the place.
  if (await isAlive({ pid, started, boot: '' })) return;
  const stats = await lstat(path);
  if (stats.isDirectory() && stats.uid === process.geteuid?.())
    await rm(path, { recursive: true, force: true });
}
