import { createHash } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { failedWith } from './file-system.js';

// Which process a lock belongs to, so that another process can tell whether it is still alive. Pids are reused, but a pid
// with its start time, counted from the boot, and the id of the boot is unique on one machine. Without /proc, `started`
// and `boot` are empty and a reused pid looks like the dead owner: a lock is then held too long, but never taken too
// early. Processes on other machines, or in containers that do not see each other's processes, look dead: a work
// directory is for one machine at a time.

export interface ProcessIdentity {
  readonly pid: number;
  /** Field 22 of /proc/<pid>/stat. */
  readonly started: string;
  readonly boot: string;
}

export async function currentProcess(): Promise<ProcessIdentity> {
  const stat = await processStat(process.pid);
  return { pid: process.pid, started: stat?.started ?? '', boot: await bootId() };
}

export async function isAlive(owner: ProcessIdentity): Promise<boolean> {
  const boot = await bootId();
  if (boot !== '' && owner.boot !== '' && owner.boot !== boot) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return !failedWith(error, 'ESRCH');
  }
  const stat = await processStat(owner.pid);
  if (stat === undefined) return true;
  return (owner.started === '' || owner.started === stat.started) && !ENDED_STATES.includes(stat.state);
}

/**
 * A digest of everything that distinguishes processes with the same pid: the machine's boot, and the namespaces in which
 * pids and start times count. Empty if that is not known. Within one place it is certain whether a process is alive.
 */
export async function processPlace(): Promise<string> {
  const parts = [await bootId(), await readProcLink('/proc/self/ns/pid')];
  if (parts.includes('') || !(await isOwnProc())) return '';
  // Kernels before 5.6 have no time namespaces.
  parts.push(await readProcLink('/proc/self/ns/time'));
  return createHash('sha256').update(parts.join(' ')).digest('hex').slice(0, 16);
}

/** A container may see the /proc of its host, in which its own pids belong to other processes. */
async function isOwnProc(): Promise<boolean> {
  return (await readProcLink('/proc/self')) === `${process.pid}`;
}

/** The process has ended, but its parent has not read the exit code yet: it still has a pid. */
const ENDED_STATES = ['Z', 'X', 'x'];

async function processStat(pid: number): Promise<{ state: string; started: string } | undefined> {
  if (!(await isOwnProc())) return undefined;
  const text = await readProc(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  // The second field is the program's name in parentheses, which may itself hold spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', started: fields[19] ?? '' };
}

async function bootId(): Promise<string> {
  return (await readProc('/proc/sys/kernel/random/boot_id'))?.trim() ?? '';
}

async function readProc(path: string): Promise<string | undefined> {
  return unlessAbsent(readFile(path, 'latin1'));
}

async function readProcLink(path: string): Promise<string> {
  return (await unlessAbsent(readlink(path))) ?? '';
}

/** Undefined if there is no such file. Any other failure says nothing about the process, and must not cost it its lock. */
async function unlessAbsent<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (failedWith(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ESRCH')) return undefined;
    throw error;
  }
}
