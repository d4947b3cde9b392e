import { constants } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readStateFile, removeFile } from '../disk/durable-file.js';
import { failedWith, fileSystem } from '../disk/file-system.js';
import type { OpenFile } from '../disk/open-file.js';
import { randomId } from '../disk/partial-file.js';
import { currentProcess, isAlive, type ProcessIdentity } from '../disk/process-identity.js';
import { writeWhole } from '../disk/transfer.js';
import { SpillwayError, systemReason } from '../errors.js';
import { FieldReader } from './field-reader.js';

// A lock is a file that names its owner. A contender writes a file of its own, `<lock>-<token>`, syncs it, and links it to
// the lock's name. link(2) fails if that exists, so exactly one contender gets the lock, and its content is whole from the
// start.
//
// The lock of a dead owner must go to exactly one contender. Removing it and linking again would not do: a slow contender
// could remove the lock that a faster one has just taken. Instead, a contender that wants to replace the dead lock with
// token T first takes a claim, the lock `<lock>.T`, in the same way as any other lock. While it holds the claim, no other
// contender may replace T. So if the lock still has token T, it renames its claim over the lock. Tokens are never reused,
// so a contender that comes too late holds a claim to a lock that is gone; it notices that and starts over. A contender
// that was killed while it held a claim is the dead owner of that claim, which is taken over by the same rule.

/** A live process takes over a dead one's lock in a few calls; if it takes two seconds, the process hangs. */
const WAIT_MS = 2;
const MAX_WAITS = 1000;

/** A process id has 31 bits; kill(2) could not check a larger one. */
const MAX_PID = 2 ** 31 - 1;

/** The owner of a lock. */
export interface LockOwner extends ProcessIdentity {
  /** When it was taken, ISO 8601. */
  readonly since: string;
  /** Unique to each lock ever taken. */
  readonly token: string;
}

/** Tokens of locks that this process has released but could not remove: these are not held. */
const released = new Set<string>();

/** Identifies a lock's file without opening it. A later file may reuse the inode, but not with the same time. */
interface FileIdentity {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly mtimeNs: bigint;
}

/** An exclusive lock, between processes and within one. It ends with the process that holds it. */
export class Lock {
  readonly #path: string;
  readonly #token: string;
  readonly #file: FileIdentity;

  private constructor(path: string, token: string, file: FileIdentity) {
    this.#path = path;
    this.#token = token;
    this.#file = file;
  }

  /** Takes the lock at `path` or fails with `locked`. `subject` is what it protects, for messages. */
  static async acquire(path: string, subject: string): Promise<Lock> {
    const owner = { ...(await currentProcess()), since: new Date().toISOString(), token: randomId() };
    const own = `${path}-${owner.token}`;
    // If another process holds the lock, do not create a file, not even for a moment.
    const holder = await readOwner(path);
    if (holder !== undefined && (await isHeldBy(holder))) throw lockedBy(holder, subject);
    for (let waits = 0; ; waits++) {
      const outcome = await contend(own, owner, path);
      if (outcome === 'swept') continue;
      if ('taken' in outcome) return new Lock(path, owner.token, outcome.taken);
      if (!outcome.stillTaking || waits === MAX_WAITS) throw lockedBy(outcome.owner, subject);
      await sleep(WAIT_MS);
    }
  }

  /** Whether this still holds the lock: the file may have been removed by hand. */
  async isHeld(): Promise<boolean> {
    try {
      return (await readOwner(this.#path))?.token === this.#token;
    } catch (error) {
      // A file that cannot be opened, for instance because descriptors have run out, can still be recognised.
      if (await this.#isThere()) return true;
      throw error;
    }
  }

  /** Afterwards this process does not hold the lock, even if this fails: with `io`, if the file stays. May be repeated. */
  async release(): Promise<void> {
    try {
      if (await this.isHeld()) await removeFile(this.#path);
    } catch (error) {
      released.add(this.#token);
      throw lockStays(this.#path, error);
    }
  }

  async #isThere(): Promise<boolean> {
    try {
      const { dev, ino, mtimeNs } = await fileSystem.lstat(this.#path, { bigint: true });
      return dev === this.#file.dev && ino === this.#file.ino && mtimeNs === this.#file.mtimeNs;
    } catch {
      return false;
    }
  }
}

function lockStays(path: string, error: unknown): SpillwayError {
  const cause = error instanceof SpillwayError ? error.cause : error;
  const reason = error instanceof SpillwayError && cause === undefined ? error.message : systemReason(cause);
  return new SpillwayError(
    'io',
    `cannot remove the lock ${path}: ${reason}; others take it over when this process has ended`,
    { file: path, cause },
  );
}

/** Whether the owner of a lock still holds it. */
export async function isHeldBy(owner: LockOwner): Promise<boolean> {
  return !released.has(owner.token) && (await isAlive(owner));
}

/**
 * `swept`: a lock holder that finished meanwhile has removed our own file. Otherwise `owner` is alive and has the lock, or
 * is `stillTaking` it from a dead owner, in which another contender may still be faster.
 */
type Outcome<Taken> = Taken | 'swept' | { readonly owner: LockOwner; readonly stillTaking: boolean };

async function contend(
  own: string,
  owner: LockOwner,
  path: string,
): Promise<Outcome<{ readonly taken: FileIdentity }>> {
  try {
    const taken = await writeOwnFile(own, owner);
    const outcome = await take(own, path);
    return outcome === 'taken' ? { taken } : outcome;
  } finally {
    // If it stays, the next job in the directory sweeps it.
    await removeFile(own).catch(() => {});
  }
}

async function take(own: string, name: string): Promise<Outcome<'taken'>> {
  for (;;) {
    try {
      await fileSystem.link(own, name);
      return 'taken';
    } catch (error) {
      if (failedWith(error, 'ENOENT')) return 'swept';
      if (!failedWith(error, 'EEXIST')) throw error;
    }
    const holder = await readOwner(name);
    if (holder === undefined) continue;
    if (await isHeldBy(holder)) return { owner: holder, stillTaking: false };
    const claim = `${name}.${holder.token}`;
    const claimed = await take(own, claim);
    if (claimed === 'swept') return claimed;
    if (claimed !== 'taken') return { ...claimed, stillTaking: true };
    if ((await readOwner(name))?.token === holder.token) {
      await fileSystem.rename(claim, name);
      return 'taken';
    }
    await removeFile(claim);
  }
}

/** The error for a lock that another process holds. */
export function lockedBy(holder: LockOwner, subject: string): SpillwayError {
  const who = holder.pid === process.pid ? `this process (${holder.pid})` : `process ${holder.pid}`;
  return new SpillwayError(
    'locked',
    `${subject} has been in use by ${who} since ${holder.since}; wait for it, stop it, or use another directory`,
    { file: subject, found: holder.pid },
  );
}

async function writeOwnFile(path: string, owner: LockOwner): Promise<FileIdentity> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const file: OpenFile = await fileSystem.open(path, flags, 0o600);
  try {
    await file.chmod(0o600);
    await writeWhole(file, Buffer.from(`${JSON.stringify(owner)}\n`), 0);
    await file.sync();
    return await file.stat({ bigint: true });
  } finally {
    await file.close();
  }
}

/** The owner, alive or dead, of the lock at `path`; undefined if there is no lock. */
export async function readOwner(path: string): Promise<LockOwner | undefined> {
  const bytes = await readStateFile(path);
  if (bytes === undefined) return undefined;
  const owner = FieldReader.parse(path, bytes, 'make sure that no spillway works here, then remove it');
  const pid = owner.field('pid').integer(1);
  if (pid > MAX_PID) owner.field('pid').fail('the id of a process');
  return {
    pid,
    started: owner.field('started').text(),
    boot: owner.field('boot').text(),
    since: owner.field('since').text(),
    token: owner.field('token').text(/^[0-9a-f]{16}$/),
  };
}
