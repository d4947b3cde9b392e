import type { BigIntStats } from 'node:fs';
import { basename, dirname } from 'node:path';
import { inParallel } from '../async/in-parallel.js';
import { failedWith, fileSystem } from '../disk/file-system.js';
import { finalName } from '../disk/partial-file.js';
import { isWorkDirectory } from '../disk/work-directory-names.js';
import { ioError, SpillwayError } from '../errors.js';
import { requireUtf8Name } from './file-names.js';

// Finds the files that a glob or a directory stands for. Nothing is skipped silently: a directory that cannot be read, a
// link to nothing, and a file that vanishes during the search are all errors. Libraries that walk directories skip these,
// so only the matching of names is left to one.

/** One level of a glob's path: a name, or a pattern for it. If the last one is empty, the path must be a directory. */
export type Part = string | typeof ANY_DEPTH | { test(name: string): boolean };

/** `**`: this directory and all below it. */
export const ANY_DEPTH = Symbol('**');

/** Hidden files are left out, as by a shell. */
const VISIBLE = { test: (name: string) => !name.startsWith('.') };

/** The files of a directory, and those of the directories in it. */
export const EVERYTHING: readonly Part[] = [VISIBLE];

export interface FoundFiles {
  readonly files: readonly string[];
  /** Pipes, sockets and devices: reading one might wait for ever. */
  readonly others: readonly string[];
}

type Kind = 'file' | 'directory' | 'other' | undefined;

/**
 * The files that match, in no order. A directory that matches stands for every file in it and below. Partial files and
 * work directories of jobs are left out. Fails with `source-unreadable`.
 */
export async function findFiles(directory: string, parts: readonly Part[]): Promise<FoundFiles> {
  const search = new Search();
  await search.match(directory, parts);
  return { files: [...search.files], others: [...search.others] };
}

/** What a path leads to; undefined if nothing is there. Fails with `source-unreadable`, even for a link to nothing. */
export async function kindOf(path: string): Promise<Kind> {
  try {
    const stats = await fileSystem.stat(path, { bigint: true });
    if (stats.isFile()) return 'file';
    return stats.isDirectory() ? 'directory' : 'other';
  } catch (error) {
    if (!failedWith(error, 'ENOENT', 'ENOTDIR')) throw ioError('read', path, error, 'source-unreadable');
    if ((await linkStats(path))?.isSymbolicLink() !== true) return undefined;
    throw unreadable(path, 'is a symbolic link to nothing; restore what it points to, or remove it');
  }
}

async function linkStats(path: string): Promise<BigIntStats | undefined> {
  try {
    return await fileSystem.lstat(path, { bigint: true });
  } catch (error) {
    if (failedWith(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw ioError('read', path, error, 'source-unreadable');
  }
}

/** One search. It remembers what it has read, since several parts of a glob may lead to the same place. */
class Search {
  readonly files = new Set<string>();
  readonly others = new Set<string>();
  readonly #lists = new Map<string, Promise<readonly string[]>>();
  readonly #kinds = new Map<string, Promise<Kind>>();
  /** Directories whose files are all included. */
  readonly #taken = new Set<string>();

  /** `above`: the real paths of the directories that led here; a link back to one of them is not followed. */
  async match(directory: string, parts: readonly Part[], above: readonly string[] = []): Promise<void> {
    const [part, ...rest] = parts;
    if (part === undefined) return this.#take(directory, await kindOf(here(directory)), above);
    if (part === ANY_DEPTH) return this.#matchAtAnyDepth(directory, rest, above);
    if (part === '') return this.#takeDirectory(directory, await kindOf(here(directory)), above);
    if (typeof part === 'string') return this.match(below(directory, part), rest, above);
    await this.#each(directory, part, async (path, kind) => {
      if (rest.length === 0) await this.#take(path, kind, above);
      else if (kind === 'directory') await this.match(path, rest, above);
    });
  }

  async #matchAtAnyDepth(directory: string, rest: readonly Part[], above: readonly string[]): Promise<void> {
    if (rest.length === 0) return this.match(directory, EVERYTHING, above);
    await this.match(directory, rest, above);
    let within = above;
    await this.#each(directory, VISIBLE, async (path, kind) => {
      if (kind !== 'directory') return;
      if (within.length === 0) within = [await realPath(here(directory))];
      await this.#enter(path, [ANY_DEPTH, ...rest], within);
    });
  }

  async #take(path: string, kind: Kind, above: readonly string[]): Promise<void> {
    await this.#takeDirectory(path, kind, above);
    if (finalName(basename(path)) === undefined) {
      if (kind === 'file') this.files.add(path);
      if (kind === 'other') this.others.add(path);
    }
  }

  async #takeDirectory(path: string, kind: Kind, above: readonly string[]): Promise<void> {
    if (kind !== 'directory' || this.#taken.has(path)) return;
    this.#taken.add(path);
    await this.#enter(path, EVERYTHING, above);
  }

  async #enter(path: string, parts: readonly Part[], above: readonly string[]): Promise<void> {
    const real = await realPath(path);
    if (!above.includes(real)) await this.match(path, parts, [...above, real]);
  }

  async #each(
    directory: string,
    part: { test(name: string): boolean },
    use: (path: string, kind: Kind) => Promise<void>,
  ): Promise<void> {
    const names = await this.#list(directory);
    await inParallel(
      names.filter((name) => part.test(name)),
      async (name) => use(below(directory, name), await this.#kindOfListed(directory, name)),
    );
  }

  /** The names in a directory; none if it is not there. */
  #list(directory: string): Promise<readonly string[]> {
    const listed = this.#lists.get(directory) ?? this.#readDirectory(directory);
    this.#lists.set(directory, listed);
    return listed;
  }

  async #readDirectory(directory: string): Promise<readonly string[]> {
    try {
      const names = await fileSystem.readdir(here(directory));
      return isWorkDirectory(names) ? [] : names;
    } catch (error) {
      if (!failedWith(error, 'ENOENT', 'ENOTDIR')) {
        throw ioError('read the directory', here(directory), error, 'source-unreadable');
      }
      if (this.#kinds.has(directory)) throw vanished(directory);
      return [];
    }
  }

  #kindOfListed(directory: string, name: string): Promise<Kind> {
    const path = below(directory, name);
    const read = async (): Promise<Kind> => {
      await requireUtf8Name(here(directory), name);
      return (await kindOf(path)) ?? Promise.reject(vanished(path));
    };
    const kind = this.#kinds.get(path) ?? read();
    this.#kinds.set(path, kind);
    return kind;
  }
}

async function realPath(path: string): Promise<string> {
  try {
    return await fileSystem.realpath(path);
  } catch (error) {
    throw ioError('read', path, error, 'source-unreadable');
  }
}

function here(directory: string): string {
  return directory === '' ? '.' : directory;
}

/** Like `join`, but keeps a path as it was written: `./logs` keeps its dot. */
function below(directory: string, name: string): string {
  return directory === '' || directory.endsWith('/') ? `${directory}${name}` : `${directory}/${name}`;
}

function vanished(path: string): SpillwayError {
  return unreadable(
    path,
    `was in ${dirname(path)} a moment ago and is now gone; start again when no files are being moved there`,
  );
}

function unreadable(path: string, what: string): SpillwayError {
  return new SpillwayError('source-unreadable', `${path} ${what}`, { file: path });
}
