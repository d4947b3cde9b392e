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

// A lock is a file that says whose it is. A contender writes its own file `<lock>-<token>`, synced, and links it to
// the lock's name: link(2) fails where a file is, so one contender gets it and its content is whole from the start.
//
// A dead owner's lock must go to exactly one contender. Removing it and linking anew would not do: a slow contender
// could remove the lock that a quicker one has just taken. Instead, who wants to replace the dead lock with token T
// first takes the lock `<lock>.T`, in the same way as any other lock. While it holds that, nobody else may replace
// T; so if the lock still is T's, it renames its claim over the lock. Tokens are never used twice, so a contender
// that comes late takes a claim to nothing, sees that, and starts over. A contender that was killed while it held a
// claim is a dead owner of that claim, which is taken over by the same rule.

/** A living process takes a dead one's lock over in a few calls; one that has not done it after two seconds hangs. */
const WAIT_MS = 2;
const MAX_WAITS = 1000;

/** A process id has 31 bits; of a larger one kill(2) could not say whether it lives. */
const MAX_PID = 2 ** 31 - 1;

/** Whose lock it is. */
export interface LockOwner extends ProcessIdentity {
  /** When it was taken, ISO 8601. */
  readonly since: string;
  /** One for each lock ever taken. */
  readonly token: string;
}

/** Tokens of locks that this process has let go of, but whose files it could not remove: nobody holds these. */
const letGo = new Set<string>();

/** What tells a lock's file from others without opening it: a later one may have its inode, but not its time. */
interface FileIdentity {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly mtimeNs: bigint;
}

/** Gives access to one process at a time, and in a process to one holder; ends with the process that holds it. */
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
    // Who only finds that it is locked leaves no trace, not even for a moment.
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

  /** Whether the lock still is ours: somebody may have removed it by hand. */
  async isHeld(): Promise<boolean> {
    try {
      return (await readOwner(this.#path))?.token === this.#token;
    } catch (error) {
      // What cannot be opened, as where descriptors have run out, can still be recognised.
      if (await this.#isThere()) return true;
      throw error;
    }
  }

  /** Whatever happens, this process does not hold it afterwards. Fails with `io` if its file stays. May be repeated. */
  async release(): Promise<void> {
    try {
      if (await this.isHeld()) await removeFile(this.#path);
    } catch (error) {
      letGo.add(this.#token);
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

/** Whether the owner of a lock still counts on it. */
export async function isHeldBy(owner: LockOwner): Promise<boolean> {
  return !letGo.has(owner.token) && (await isAlive(owner));
}

/**
 * `swept`: our own file was removed by a lock holder that finished meanwhile. An `owner` lives and has the lock, or is
 * `stillTaking` it from a dead one: it may yet find that another was quicker.
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
    // What stays of it is swept by whoever works in the directory.
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

/** What who wants a lock that another process holds is told. */
export function lockedBy(holder: LockOwner, subject: string): SpillwayError {
  const who = holder.pid === process.pid ? `this process (${holder.pid})` : `process ${holder.pid}`;
  return new SpillwayError(
    'locked',
    `${subject} is in use by ${who} since ${holder.since}; wait for it, stop it, or use another directory`,
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

/** Who holds or held the lock at `path`; undefined if there is none. */
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
