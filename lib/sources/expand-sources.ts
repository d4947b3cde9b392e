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

/** Names of this many are told; of more, their number. */
const TOLD = 3;

/** Told, in a sentence, what was left out and why: for people. */
export type OnNote = (note: string) => void;

/**
 * The files that patterns stand for, in the order in which they are to be read: as the arguments are given, and what one
 * argument stands for from the oldest to the newest, see `oldestFirst`. An argument is a path, `-` for standard input, a
 * glob, or a directory, which stands for the files in it and in all directories below. A directory that a glob matches
 * does, too. Hidden files are left out. A path that exists is that file even if it looks like a glob.
 *
 * What jobs write is no source: their unfinished files and work directories are left out. So are, of globs and directories,
 * pipes and devices; and a file that several arguments stand for is read once, where it comes first. `onNote` is told of
 * these.
 *
 * Errors: `bad-option`, `source-unreadable`: an argument that matches nothing, and whatever cannot be seen: a directory
 * that cannot be read, a symbolic link to nothing, a name that is not UTF-8.
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
  /** Named as they are, maybe by a shell's glob; but written by a job. */
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

/** Each file where it comes first, whatever paths and links lead to it. */
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
    // It was there a moment ago: a pipe, as /dev/fd/63 of a shell's `<(…)`, which has no path of its own.
    return path;
  }
}

function listOf(paths: readonly string[]): string {
  const told = paths.slice(0, TOLD).join(', ');
  return paths.length > TOLD ? `${told} and ${paths.length - TOLD} more` : told;
}

function nothing(path: string, what: string): SpillwayError {
  return new SpillwayError(
    'source-unreadable',
    `${path} ${what}; name files, globs or directories that hold logs`,
    { file: path },
  );
}
