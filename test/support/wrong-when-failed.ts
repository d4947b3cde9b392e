import { basename, dirname } from 'node:path';
import { finalName } from '../../lib/disk/partial-file.js';
import { type Ending, halfWritten, leftAfterFailure, type ThreadedJob } from './threaded-job.js';

/** What made a job fail, as far as it is known. */
export interface Failure {
  /** The system's code, such as `ENOSPC`; undefined where the failure has none, as a transfer that was short. */
  readonly cause: string | undefined;
  /** What the call that failed was made on. */
  readonly path?: string | undefined;
  /** The name of the call, such as `unlink`. */
  readonly call: string;
  /** Whether later calls failed as well: then a manifest may not have been written, and the runs that it was to name stay. */
  readonly forGood: boolean;
}

/** What is wrong when a start has failed: the exit code, the words, what was half written, what was left. */
export async function wrongWhenFailed(
  job: ThreadedJob,
  ending: Ending,
  failure: Failure,
): Promise<string | undefined> {
  return (
    wrongWords(job, ending, failure) ?? (await halfWritten(job)) ?? (await wronglyLeft(job, ending, failure))
  );
}

function wrongWords(
  job: ThreadedJob,
  { code, signal, words }: Ending,
  { cause, path, forGood }: Failure,
): string | undefined {
  if (code !== 1) return `ended with ${code ?? signal}: ${words}`;
  const lines = words.trimEnd().split('\n');
  if (lines.length > 2 || !lines[0]!.startsWith('spillway: ')) return `not one or two lines: ${words}`;
  if (cause !== undefined && !words.includes(`(${cause})`)) return `not the cause: ${words}`;
  // Of calls that all fail, one that comes later may be the one that matters.
  const named =
    path === undefined || forGood
      ? words.includes(job.folder) || words.includes('standard output')
      : names(words, path, job);
  return named ? undefined : `does not name ${path}: ${words}`;
}

/** Of what is in the job's own directories their name says enough. */
function names(words: string, path: string, { folder }: ThreadedJob): boolean {
  if (basename(path) === 'standard output') return words.includes('standard output');
  const whole = finalName(path) ?? path;
  const isOwn = dirname(whole) !== folder;
  return words.includes(whole) || (isOwn && words.includes(dirname(whole)));
}

async function wronglyLeft(
  job: ThreadedJob,
  { words }: Ending,
  { call, forGood }: Failure,
): Promise<string | undefined> {
  const mayStay = (name: string): boolean => {
    // A lock that stays is told.
    if (name.endsWith('/spillway.lock')) return words.includes(name);
    // So does a run that a manifest may name, whose writing failed half-way; and what cannot be removed.
    if (name.endsWith('.run') && (forGood || words.includes('manifest'))) return true;
    return ['unlink', 'rmdir', 'rm', 'readdir'].includes(call);
  };
  const left = (await leftAfterFailure(job)).filter((name) => !mayStay(name));
  return left.length === 0 ? undefined : `left behind: ${left.slice(0, 3).join(' ')}, after: ${words}`;
}
