import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { resumeJob } from '../checkpoint/initial-manifest.js';
import { isHeldBy, lockedBy, readOwner } from '../checkpoint/lock.js';
import type { Manifest } from '../checkpoint/manifest.js';
import { rejectsTarget } from '../checkpoint/publish-rejects.js';
import { savedRuns } from '../checkpoint/saved-runs.js';
import { readManifest, requireRuns } from '../checkpoint/work-directory.js';
import { requireWorkDirectory } from '../checkpoint/work-directory-files.js';
import { failedWith, fileSystem } from '../disk/file-system.js';
import { LOCK_NAME } from '../disk/work-directory-names.js';
import { ioError, type SpillwayError } from '../errors.js';
import { bytesOfRuns } from '../records/run.js';
import { BEGINNING } from '../records/source-position.js';
import { HeldSources } from '../sources/held-sources.js';
import type { SourceIdentity } from '../sources/source-identity.js';
import { plainBytesAbout, stretchesBetween } from '../sources/stretches.js';
import {
  answerOptions,
  type ChangesOptions,
  type JobSettings,
  readSettings,
  type SummarizeOptions,
} from './job-settings.js';
import { openFiles } from './open-files.js';
import type { FilesBeside } from './refuse-overlaps.js';
import { savedSourceBytes } from './saved-source-bytes.js';

/** Bytes of runs of whole activities, as a share of their lines of some 150 bytes. */
const WHOLE_SHARE = 1.25;

/** What a job would do, as far as that is known without running it. */
export interface JobPlan {
  /** In the order in which they would be read; `bytes` as they are on disk, undefined of a pipe. */
  readonly sources: readonly { readonly path: string; readonly bytes: number | undefined }[];
  /** Bytes of all sources whose size is known. */
  readonly sourceBytes: number;
  /** Source bytes that would not be read again. */
  readonly resumedFrom: number;
  /** Undefined if only changes are written. */
  readonly output: string | undefined;
  /** The work directory; undefined if a scratch directory would be made, from which no job can resume. */
  readonly directory: string | undefined;
  /** Bytes of the runs that are saved there. */
  readonly savedBytes: number;
  readonly disk: DiskNeed;
  /** The error that `summarize` would refuse to begin with. */
  readonly refusal: SpillwayError | undefined;
}

export interface DiskNeed {
  /** About how many bytes the runs to come take at most; undefined where a source is a pipe. */
  readonly bytes: number | undefined;
  /** What the estimate is based on: the saved runs, or the size of the sources, which a reducer's runs hold whole. */
  readonly basis: 'saved runs' | 'sources' | 'whole activities';
  /** Free bytes on the disk of the work directory; undefined if that is not known. */
  readonly free: number | undefined;
}

/**
 * Says what `summarize` would do with these options, and from where it would resume. Reads fingerprints and the manifest;
 * writes nothing, and takes no lock. Fails as the job would before it opens the work directory, with `bad-option`,
 * `source-unreadable` or `output-failed`; later refusals are in the plan. `beside` is as for `summarize`.
 */
export async function planJob(
  options: SummarizeOptions | ChangesOptions,
  beside: FilesBeside = {},
): Promise<JobPlan> {
  const given = readSettings(options);
  const { sources, directory, content } = await openFiles(given, beside);
  const settings = { ...given, content };
  const held = await HeldSources.open(sources);
  const { identities } = held;
  const { manifest, refusal } = await savedWork(settings, directory, held).finally(() => held.close());
  const resumedFrom = manifest === undefined ? 0 : savedSourceBytes(manifest);
  const runs = manifest === undefined ? [] : savedRuns(manifest);
  const savedBytes = bytesOfRuns(runs);
  const sourceBytes = identities.reduce((sum, { size }) => sum + size, 0);
  const unknown = sources.some(({ resumable }) => !resumable);
  const left = Math.max(0, sourceBytes - resumedFrom);
  return {
    sources: identities.map(({ path, size }, index) => ({
      path,
      bytes: sources[index]!.resumable ? size : undefined,
    })),
    sourceBytes,
    resumedFrom,
    output: settings.output,
    directory,
    savedBytes,
    disk: {
      bytes: unknown
        ? undefined
        : resumedFrom === 0
          ? Math.ceil(bytesOfAll(identities) * (content === 'timelines' ? WHOLE_SHARE : 1))
          : Math.ceil((left * savedBytes) / resumedFrom),
      basis: resumedFrom > 0 ? 'saved runs' : content === 'timelines' ? 'whole activities' : 'sources',
      free: directory === undefined ? undefined : await freeBytes(directory),
    },
    refusal,
  };
}

/** About how many bytes there are to read, archives unpacked. */
function bytesOfAll(sources: readonly SourceIdentity[]): number {
  return stretchesBetween(sources, BEGINNING, null).reduce(
    (sum, stretch) => sum + plainBytesAbout(sources, stretch),
    0,
  );
}

interface SavedWork {
  /** Undefined if there is no saved work to resume. */
  readonly manifest: Manifest | undefined;
  readonly refusal: SpillwayError | undefined;
}

const NOTHING: SavedWork = { manifest: undefined, refusal: undefined };

async function savedWork(
  settings: JobSettings,
  directory: string | undefined,
  held: HeldSources,
): Promise<SavedWork> {
  if (directory === undefined) return NOTHING;
  try {
    if (!(await exists(directory))) return NOTHING;
    await requireWorkDirectory(directory);
    const owner = await readOwner(join(directory, LOCK_NAME));
    if (owner !== undefined && (await isHeldBy(owner))) throw lockedBy(owner, directory);
    const saved = settings.fresh ? undefined : await readManifest(directory);
    if (saved === undefined) return NOTHING;
    await requireRuns(directory, saved);
    const paths = held.identities.map(({ path }) => path);
    const rejects =
      settings.rejects === undefined ? null : await rejectsTarget(settings.rejects, directory, paths);
    const { keep, appendAnyway } = settings;
    const terms = { options: answerOptions(settings), rejects, keep, appendAnyway };
    const resumed = await resumeJob(directory, saved, terms, held);
    await resumed.held.close();
    return { ...NOTHING, manifest: resumed.manifest };
  } catch (error) {
    return { ...NOTHING, refusal: ioError('open', directory, error) };
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await fileSystem.lstat(path, { bigint: true });
    return true;
  } catch (error) {
    if (failedWith(error, 'ENOENT')) return false;
    throw error;
  }
}

/** Of the file system of a directory that need not be there yet. */
async function freeBytes(directory: string): Promise<number | undefined> {
  for (const path of [directory, dirname(directory)]) {
    try {
      const { bavail, bsize } = await statfs(path);
      return bavail * bsize;
    } catch {}
  }
  return undefined;
}
