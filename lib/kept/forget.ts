import { randomBytes } from 'node:crypto';
import { basename, join, resolve } from 'node:path';
import type { KeptRejects, KeptRun, Manifest, ManifestRun } from '../checkpoint/manifest.js';
import { extendChecksum, readSavedRejects } from '../checkpoint/saved-rejects.js';
import { rejectsNameOf } from '../checkpoint/saved-runs.js';
import { WorkDirectory } from '../checkpoint/work-directory.js';
import { removeFile, replaceFile } from '../disk/durable-file.js';
import { syncDirectory } from '../disk/sync-directory.js';
import { textlessRejectsName } from '../disk/work-directory-names.js';
import { errorAfterCleanup, ioError, SpillwayError } from '../errors.js';
import { OptionReader } from '../options.js';
import { formatReject, type Reject } from '../records/reject.js';
import { hashOfUser } from './barred-users.js';
import { dropUsers } from './drop-users.js';
import { UserLookup } from './lookup.js';

export interface ForgetOptions {
  /** Whether activities that come later are passed over, too. Default: false, they bring the user back. */
  readonly forGood?: boolean | undefined;
}

export interface Forgotten {
  /** Of the users, those that the kept work knew. */
  readonly known: number;
}

/**
 * Erases users from kept work: when it resolves, nothing of them is in any file of the directory, nor in later outputs, but
 * a keyed hash of each id. Bytes that come later bring a user back, unless it is forgotten `forGood`. The saved rejects lose the texts of their lines, since
 * a line that was rejected need not tell whose it is. Sources, earlier outputs and backups are not reached.
 *
 * Killed at any moment, the kept work is as it was or as it is to be; then call it again. Fails with `bad-option` where no
 * work is kept, or where a job is not finished; with `locked`, `state-corrupt`, `io`.
 */
export async function forget(
  directory: string,
  users: readonly string[],
  options?: ForgetOptions,
): Promise<Forgotten> {
  const reader = new OptionReader('forget', options);
  const forGood = reader.flag('forGood');
  reader.done();
  const path = resolve(directory);
  // Fails where no work is kept, before anything is made.
  const lookup = await UserLookup.open(path);
  const known: string[] = [];
  try {
    for (const user of new Set(users)) if ((await lookup.get(user)) !== undefined) known.push(user);
  } finally {
    await lookup.close();
  }
  const work = await WorkDirectory.open(path);
  try {
    const saved = work.manifest!;
    requireFinished(path, saved);
    const manifest = await without(path, saved, users, { known, forGood });
    const left = await work.replace(manifest);
    if (left !== undefined) throw left;
    // Those of the last line, which keep their name, are not referred to any more.
    for (const range of manifest.ranges) await removeFile(join(path, rejectsNameOf(manifest, range)));
    await syncDirectory(path);
  } catch (error) {
    throw await errorAfterCleanup(ioError('change', path, error), () => work.release());
  }
  await work.release();
  return { known: known.length };
}

/** An unfinished job has runs and sources of its own, which its next start finishes. */
function requireFinished(path: string, { ranges }: Manifest): void {
  const [range, ...others] = ranges;
  if (others.length === 0 && range!.complete && range!.runs.length === 0) return;
  throw new SpillwayError(
    'bad-option',
    `${path} holds a job that is not finished; start it again, and forget when it is done`,
    { file: path },
  );
}

async function without(
  path: string,
  manifest: Manifest,
  users: readonly string[],
  { known, forGood }: { readonly known: readonly string[]; readonly forGood: boolean },
): Promise<Manifest> {
  const kept = manifest.kept!;
  const ids = users.map((user) => new TextEncoder().encode(user));
  const rewritten = async <Run extends ManifestRun>(run: Run): Promise<Run> => {
    const written = await dropUsers(join(path, run.file), ids, { directory: path, position: run.position });
    return { ...run, ...written, file: basename(written.file) };
  };
  const runs: KeptRun[] = [];
  for (const run of kept.runs) runs.push(await rewritten(run));
  const rejects: KeptRejects[] = [];
  for (const each of kept.rejects) rejects.push(await withoutTexts(path, each));
  const range = manifest.ranges[0]!;
  const line = range.provisional;
  // What is not referred to is swept: the line is counted still, its reject is written again when the line is read again.
  const own = line === null ? null : { ...(await rewritten(line.run)), rejectsLength: 0, rejectsChecksum: 0 };
  const key = kept.forgotten?.key ?? randomBytes(32).toString('hex');
  const hashes = users.map((user) => hashOfUser(key, user));
  const all = new Set([...(kept.forgotten?.users ?? []), ...hashes]);
  const barred = new Set([...(kept.forgotten?.barred ?? []), ...(forGood ? hashes : [])]);
  const gone = [...(kept.forgotten?.gone ?? []), ...known.map((user) => hashOfUser(key, user))];
  return {
    ...manifest,
    ranges: [{ ...range, provisional: own === null ? null : { ...line!, run: own } }],
    kept: {
      ...kept,
      runs,
      rejects,
      provisional: own,
      forgotten: { key, users: [...all], barred: [...barred], gone },
    },
  };
}

/** The same rejects in another file, without the texts of their lines. */
async function withoutTexts(path: string, rejects: KeptRejects): Promise<KeptRejects> {
  const parts: Uint8Array[] = [];
  const { length, checksum, file } = rejects;
  for await (const part of readSavedRejects({ file: join(path, file), length, checksum })) parts.push(part);
  const lines = Buffer.concat(parts).toString().split('\n').slice(0, -1);
  const bytes = Buffer.from(
    lines.map((text) => formatReject({ ...(JSON.parse(text) as Reject), text: '' })).join(''),
  );
  const name = textlessRejectsName();
  await replaceFile(join(path, name), bytes);
  const whole = { file: join(path, name), length: 0, checksum: 0 };
  return {
    ...rejects,
    file: name,
    length: bytes.length,
    checksum: await extendChecksum(whole, bytes.length),
  };
}
