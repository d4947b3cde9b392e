import { realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import { inParallel } from '../async/in-parallel.js';
import { fileSystem } from '../disk/file-system.js';
import { finalName } from '../disk/partial-file.js';
import { isWorkDirectory } from '../disk/work-directory-names.js';
import { SpillwayError } from '../errors.js';
import { EVERYTHING, type FoundFiles, findFiles, kindOf } from './find-files.js';
import { matchGlob } from './match-glob.js';
import { oldestFirst } from './oldest-first.js';
import { STANDARD_INPUT } from './standard-input.js';

/** Messages list this many names, and count the rest. */
const LISTED = 3;

/** Receives a sentence for people that says what was left out, and why. */
export type OnNote = (note: string) => void;

/**
 * The files that patterns stand for, in the order in which to read them: in the order of the arguments, and within one
 * argument from the oldest to the newest, see `oldestFirst`. An argument is a path, `-` for standard input, a glob, or a
 * directory. A directory, even one that a glob matches, stands for the files in it and in all directories below. Hidden
 * files are left out. A path that exists means that file, even if it looks like a glob.
 *
 * Partial files and work directories of jobs are left out. So are pipes and devices found by a glob or in a directory. A
 * file that several arguments stand for is read once, at its first place. `onNote` is called for each kind of these.
 *
 * Errors: `bad-option`, and `source-unreadable` for an argument that matches nothing, a directory that cannot be read, a
 * symbolic link to nothing, or a name that is not UTF-8.
 */
export async function expandSources(
  patterns: readonly string[],
  onNote: OnNote = () => {},
): Promise<string[]> {
  const found = await inParallel(patterns, expand);
  const others = found.flatMap((each) => each.others);
  if (others.length > 0)
    onNote(`left out, as no regular files: ${listOf(others)}; name a pipe itself to read it`);
  const unfinished = found.flatMap((each) => each.unfinished);
  if (unfinished.length > 0) onNote(`left out, as written by a job of spillway: ${listOf(unfinished)}`);
  const paths = found.flatMap(({ files }) => files);
  const { once, again } = await withoutCopies(paths);
  if (again.length > 0) onNote(`named more than once, and read once: ${listOf(again)}`);
  if (once.length === 0 && unfinished.length > 0)
    throw nothing(unfinished[0]!, 'was written by a job of spillway');
  return once;
}

interface Expansion extends FoundFiles {
  /** Named explicitly, maybe by a shell's glob, but written by a job. */
  readonly unfinished: readonly string[];
}

async function expand(pattern: string): Promise<Expansion> {
  if (typeof pattern !== 'string' || pattern === '' || pattern.includes('\0')) {
    throw new SpillwayError('bad-option', "expandSources: each source must be a path, a glob, or '-'");
  }
  const only = { files: [pattern], others: [], unfinished: [] };
  if (pattern === STANDARD_INPUT) return only;
  const kind = await kindOf(pattern);
  if (kind === undefined) {
    if (!/[*?[{(]/.test(pattern)) throw nothing(pattern, 'does not exist');
    return ordered(pattern, await matchGlob(pattern), 'matches no file');
  }
  if (kind === 'directory') {
    const found = await findFiles(pattern, EVERYTHING);
    if (found.files.length === 0 && isWorkDirectory(await fileSystem.readdir(pattern)))
      return { ...only, files: [], unfinished: [pattern] };
    return ordered(pattern, found, 'is a directory without files');
  }
  return finalName(basename(pattern)) === undefined ? only : { ...only, files: [], unfinished: [pattern] };
}

function ordered(pattern: string, { files, others }: FoundFiles, what: string): Expansion {
  if (files.length > 0) return { files: oldestFirst(files), others, unfinished: [] };
  throw nothing(pattern, others.length === 0 ? what : `${what} but ${listOf(others)}, no regular files`);
}

/** Keeps the first path to each file; different paths and links may lead to the same one. */
async function withoutCopies(paths: readonly string[]): Promise<{ once: string[]; again: string[] }> {
  const identities = await inParallel(paths, async (path) =>
    path === STANDARD_INPUT ? path : identify(path),
  );
  const known = new Set<string>();
  const [once, again]: [string[], string[]] = [[], []];
  for (const [index, identity] of identities.entries()) {
    (known.has(identity) ? again : once).push(paths[index]!);
    known.add(identity);
  }
  return { once, again };
}

async function identify(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    // The file exists, so it is a pipe without a path of its own, such as /dev/fd/63 of a shell's `<(…)`.
    return path;
  }
}

function listOf(paths: readonly string[]): string {
  const listed = paths.slice(0, LISTED).join(', ');
  return paths.length > LISTED ? `${listed} and ${paths.length - LISTED} more` : listed;
}

function nothing(path: string, what: string): SpillwayError {
  return new SpillwayError(
    'source-unreadable',
    `${path} ${what}; name files, globs or directories that hold logs`,
    { file: path },
  );
}
