import { constants } from 'node:fs';
import { access, lstat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { failedWith } from '../disk/file-system.js';
import { type OutputTarget, outputTarget } from '../disk/output-target.js';
import { partialPath, randomId } from '../disk/partial-file.js';
import { nameOfOutput, STANDARD_OUTPUT } from '../disk/standard-output.js';
import { type ErrorCode, ioError, SpillwayError } from '../errors.js';
import { OptionReader } from '../options.js';
import type { RunContent } from '../records/run.js';
import type { JobSource } from '../sources/job-sources.js';
import { refuseObjectUrl } from '../sources/refuse-object-url.js';
import { SummaryFile } from '../verify/summary-file.js';
import { findSources } from './find-sources.js';
import { keptWorkDirectory } from './find-work-directory.js';
import type { JobSettings } from './job-settings.js';
import { type FilesBeside, refuseOverlaps } from './refuse-overlaps.js';

/** The files of a job that was not refused. */
export interface JobFiles {
  readonly sources: readonly JobSource[];
  /** The work directory that a later start can resume from; undefined if there is no place for one. */
  readonly directory: string | undefined;
  /** What its runs are to hold. */
  readonly content: RunContent;
}

/**
 * Checks every file that a job reads or writes before any work is done, and creates nothing: what would fail hours later
 * is refused now. `summarize`, `planJob` and the in-memory engine all refuse the same, in the same words. (A file may still
 * change in between.)
 *
 * Fails with `bad-option`, `source-unreadable`, `output-failed`, `io`.
 */
export async function openFiles(settings: JobSettings, given: FilesBeside = {}): Promise<JobFiles> {
  const beside = readBeside(given);
  const { output, changes, rejects, report } = settings;
  refuseTwoAtStandardOutput({ output, changes, rejects, report, stats: beside.stats });
  for (const [option, path] of Object.entries({ output, changes, rejects, report })) {
    if (path !== undefined) refuseObjectUrl(path, option);
  }
  const content = settings.reduce === undefined ? 'rows' : await contentOfReducer(settings.reduce, beside);
  const sources = await findSources(settings, beside);
  const target = output === undefined ? undefined : await writableTarget(output);
  for (const path of [changes, rejects, report, beside.stats])
    if (path !== undefined) await writableTarget(path);
  if (beside.reference !== undefined) await requireComparable(settings, target, beside.reference);
  const directory = keptWorkDirectory(target, settings.directory);
  if (directory === undefined) {
    if (settings.keep) throw noPlaceToKeep(output);
    await requireAccess(tmpdir(), 'make a scratch directory in', tmpdir());
    return { sources, directory, content };
  }
  await refuseOverlaps({ output, changes, rejects, report, stats: beside.stats, directory, sources: [] });
  await requireWorkPlace(directory);
  return { sources, directory, content };
}

/** What the runs of a reducer hold. A module that cannot be used is refused now, not when the sources have been read. */
async function contentOfReducer(url: string, { reference }: FilesBeside): Promise<RunContent> {
  if (reference !== undefined) {
    const problem =
      'reference: what a reducer makes is no summary, so it cannot be verified; leave it out with reduce';
    throw new SpillwayError('bad-option', problem, { option: 'reference' });
  }
  const { loadReducer } = await import('../timelines/reducer.js');
  const { contentFor } = await import('../records/activity-fields.js');
  return contentFor((await loadReducer(url)).fields);
}

function readBeside(given: FilesBeside): FilesBeside {
  const reader = new OptionReader('summarize', given);
  const beside = { stats: reader.path('stats'), reference: reader.path('reference') };
  reader.done();
  return beside;
}

/** Two outputs on standard output could not be told apart. */
function refuseTwoAtStandardOutput(files: Record<string, string | undefined>): void {
  const [first, second] = Object.keys(files).filter((name) => files[name] === STANDARD_OUTPUT);
  if (second === undefined) return;
  throw new SpillwayError(
    'bad-option',
    `${second}: standard output (-) is taken by the ${first}; name a file`,
    { file: STANDARD_OUTPUT, option: second },
  );
}

async function writableTarget(path: string): Promise<OutputTarget> {
  const target = await outputTarget(path);
  if (path === STANDARD_OUTPUT) return target;
  await requireAccess(target.replaceable ? dirname(target.path) : path, 'write', path, 'output-failed');
  // The name must leave room for the longer name of the unfinished file.
  if (target.replaceable) await requireShortName(target.path, path);
  return target;
}

async function requireShortName(path: string, given: string): Promise<void> {
  await lstat(partialPath(path, randomId())).catch((error: unknown) => {
    if (failedWith(error, 'ENAMETOOLONG')) throw ioError('write', given, error, 'output-failed');
  });
}

/** What went through a pipe cannot be read again. A reference that is no summary is refused before the job begins. */
async function requireComparable(
  { output, format, columns, top }: JobSettings,
  target: OutputTarget | undefined,
  reference: string,
): Promise<void> {
  if (output === undefined || target === undefined) {
    throw new SpillwayError(
      'bad-option',
      'reference compares the output, and there is none; name a file with -o',
      { option: 'reference' },
    );
  }
  if (format === 'parquet' || columns !== undefined || top !== undefined) {
    const form = format === 'parquet' ? 'Parquet' : 'rows with columns of their own';
    throw new SpillwayError(
      'bad-option',
      `reference cannot be compared with ${form}; compare another format`,
      {
        option: 'reference',
      },
    );
  }
  if (!target.replaceable) {
    const instead =
      output === STANDARD_OUTPUT ? 'name a file with -o, or pipe it into cmp' : 'name a file with -o';
    throw new SpillwayError(
      'bad-option',
      `reference compares a file, and the output is ${nameOfOutput(output)}${output === STANDARD_OUTPUT ? '' : ', which is none'}; ${instead}`,
      { file: output, option: 'reference' },
    );
  }
  await (await SummaryFile.open(reference)).close();
}

function noPlaceToKeep(output: string | undefined): SpillwayError {
  return new SpillwayError(
    'bad-option',
    `keep needs a work directory, and beside ${nameOfOutput(output ?? STANDARD_OUTPUT)} there is no place for one; name it with --work-dir (directory)`,
    { option: 'keep' },
  );
}

/** The directory exists, or can be created. */
async function requireWorkPlace(directory: string): Promise<void> {
  try {
    await lstat(directory);
  } catch (error) {
    if (!failedWith(error, 'ENOENT')) throw ioError('open', directory, error);
    const parent = dirname(resolve(directory));
    await lstat(parent).catch((missing: unknown) => {
      throw ioError('create', directory, missing);
    });
    return requireAccess(parent, 'create', directory);
  }
  await requireAccess(directory, 'open', directory);
}

/** If the system cannot tell now, the later attempt will fail. */
async function requireAccess(path: string, action: string, named: string, code?: ErrorCode): Promise<void> {
  try {
    await access(path, constants.W_OK);
  } catch (error) {
    if (failedWith(error, 'EACCES', 'EPERM', 'EROFS')) throw ioError(action, named, error, code);
  }
}
