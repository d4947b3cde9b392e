import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ioError, SpillwayError } from '../errors.js';
import { inParallel } from '../in-parallel.js';
import { STANDARD_INPUT } from './standard-input.js';

/** What a rotated log is called: `app.log.2`, `app.log.2.gz`, `app.log.2.zst`, and the one being written, `app.log`. */
const ROTATED = /^(?<base>.+?)(?:\.(?<number>\d+))?(?<packed>\.gz|\.zst)?$/i;

/** Digits from which a number is a date: 240131, 20240131, 1706659200. */
const DATE_DIGITS = 6;

/**
 * Compares texts with the numbers in them by value, so that `part-2` comes before `part-10`; the same everywhere. Made
 * when it is needed first: it loads more than all that the summary of a small source takes.
 */
let natural: Intl.Collator | undefined;

/**
 * The files that patterns stand for, in the order in which they are to be read: as the arguments are given, and what one
 * argument stands for from the oldest to the newest. An argument is a path, `-` for standard input, a glob, or a
 * directory, which stands for the files in it, not those below; hidden ones are left out.
 *
 * Oldest first means: of the files that log rotation makes of one name, the higher number first and the one without a
 * number last (`app.log.10`, `app.log.2.gz`, `app.log`), unless the numbers are dates or padded with zeros as `split -d`
 * does; all else by name, the numbers in it by value (`part-2`, `part-10`). A path that exists is that file even if it looks like a glob. A file that
 * several arguments stand for is read once, where it comes first.
 *
 * Errors: `bad-option`, `source-unreadable` (an argument that matches nothing, or a file that cannot be seen).
 */
export async function expandSources(patterns: readonly string[]): Promise<string[]> {
  const known = new Map<string, string>();
  const paths = (await inParallel(patterns, expand)).flat();
  const identities = await inParallel(paths, async (path) =>
    path === STANDARD_INPUT ? path : identify(path),
  );
  for (const [index, identity] of identities.entries()) {
    if (!known.has(identity)) known.set(identity, paths[index]!);
  }
  return [...known.values()];
}

async function expand(pattern: string): Promise<string[]> {
  if (typeof pattern !== 'string' || pattern === '' || pattern.includes('\0')) {
    throw new SpillwayError('bad-option', "expandSources: each source must be a path, a glob, or '-'");
  }
  if (pattern === STANDARD_INPUT) return [pattern];
  const kind = await kindOf(pattern);
  if (kind === 'file') return [pattern];
  // Loaded where it is needed: most jobs read one file.
  const { glob, isDynamicPattern } = await import('tinyglobby');
  if (kind === 'directory') {
    const names = await glob('*', { cwd: pattern, onlyFiles: true, expandDirectories: false });
    if (names.length === 0) throw nothing(pattern, 'is a directory without files');
    return oldestFirst(names).map((name) => join(pattern, name));
  }
  if (!isDynamicPattern(pattern)) throw nothing(pattern, 'does not exist');
  const paths = await glob(pattern, { onlyFiles: true, expandDirectories: false });
  if (paths.length === 0) throw nothing(pattern, 'matches no file');
  return oldestFirst(paths);
}

/** Sorts file names as `expandSources` describes. */
export function oldestFirst(paths: readonly string[]): string[] {
  const files = paths.map((path) => {
    const { base = path, number } = ROTATED.exec(path)?.groups ?? {};
    return { path, base, number };
  });
  const ascending = new Set(files.filter(({ number }) => isNoAge(number)).map(({ base }) => base));
  files.sort((a, b) => {
    if (a.base !== b.base) return compareNames(a.base, b.base);
    if (a.number === b.number) return compareNames(a.path, b.path);
    if (a.number === undefined || b.number === undefined) return a.number === undefined ? 1 : -1;
    const difference = Number(a.number) - Number(b.number) || compareNames(a.number, b.number);
    return ascending.has(a.base) ? difference : -difference;
  });
  return files.map(({ path }) => path);
}

/** Dates (`app.log.20240131`) and the padded numbers of `split -d` (`app.log.01`) count up, unlike ages. */
function isNoAge(number: string | undefined): boolean {
  return number !== undefined && (number.length >= DATE_DIGITS || /^0\d/.test(number));
}

function compareNames(a: string, b: string): number {
  natural ??= new Intl.Collator('en', { numeric: true });
  return natural.compare(a, b) || (a < b ? -1 : 1);
}

async function kindOf(path: string): Promise<'file' | 'directory' | undefined> {
  try {
    return (await stat(path)).isDirectory() ? 'directory' : 'file';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw ioError('read', path, error, 'source-unreadable');
  }
}

async function identify(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    // It was there a moment ago: a pipe, as /dev/fd/63 of a shell's `<(…)`, which has no path of its own.
    return path;
  }
}

function nothing(path: string, what: string): SpillwayError {
  return new SpillwayError(
    'source-unreadable',
    `${path} ${what}; name files, globs or directories that hold logs`,
    {
      file: path,
    },
  );
}
