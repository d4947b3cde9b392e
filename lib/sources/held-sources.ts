import { inParallel } from '../async/in-parallel.js';
import { failedWith } from '../disk/file-system.js';
import { SpillwayError } from '../errors.js';
import type { SourcePosition } from '../records/source-position.js';
import {
  growingSource,
  identityOfPipe,
  type JobSource,
  leadsTo,
  openJobSource,
  openSameSource,
  type SegmentSource,
  sealedFor,
} from './job-sources.js';
import type { SourceFile } from './source-file.js';
import type { SourceIdentity } from './source-identity.js';
import { nameOfSource } from './standard-input.js';
import { requireUnchanged } from './verify-source.js';

/** At most this many files are held open: those of the last sources, which are read last. */
const HELD_FILES = 128;

/**
 * The sources of a job as they are when it starts. Their files are held open until they have been read, so that rotation
 * by rename does no harm; threads get their descriptors. A source is not held if there are very many, or if the process may
 * not open enough files. It is then opened by its name when its turn comes, and refused if it is a different file.
 */
export class HeldSources {
  readonly sources: readonly JobSource[];
  /** Their identities for a new manifest, which says of the source that may grow that nothing was read. */
  readonly identities: readonly SourceIdentity[];
  readonly #seen: readonly SourceIdentity[];
  /** Whether each is not there any more. */
  readonly #absent: readonly boolean[];
  readonly #files: Files;

  private constructor(sources: readonly JobSource[], opened: readonly Opened[], files: Files) {
    this.sources = sources;
    this.identities = opened.map(({ identity }) => identity);
    this.#seen = opened.map(({ seen }) => seen);
    this.#absent = opened.map(({ absent }) => absent === true);
    this.#files = files;
  }

  /** Fails with `source-unreadable` if one cannot be opened, and with `source-changed` if files are moved meanwhile. */
  static async open(sources: readonly JobSource[]): Promise<HeldSources> {
    const files = new Files(sources);
    try {
      const opened = await inParallel(sources, (source, index) => openOne(source, index, files));
      // If all names still lead to the opened files, no rotation took place while they were opened.
      await inParallel(sources, (source, index) => requireInPlace(source, opened[index]!.seen));
      return new HeldSources(sources, opened, files);
    } catch (error) {
      await files.close();
      throw error;
    }
  }

  /**
   * These sources in another order, for a job that resumes kept work; files that it does not need are closed. An absent one
   * was read whole, and is not opened. The result takes this one's place.
   */
  async pick(places: readonly (number | AbsentSource)[]): Promise<HeldSources> {
    const sources = places.map((place) => (typeof place === 'number' ? this.sources[place]! : place.source));
    const files = await this.#files.pick(places, sources);
    const opened = await inParallel(places, async (place, index): Promise<Opened> => {
      if (typeof place !== 'number') return { seen: place.identity, identity: place.identity, absent: true };
      const seen = this.#seen[place]!;
      const grows = index === growingSource(sources) && sources[index]!.resumable;
      return { seen, identity: grows ? await this.use(place, (file) => file.identify(0)) : seen };
    });
    return new HeldSources(sources, opened, files);
  }

  /** The identity of a source's whole content when it was opened; of a pipe, that of nothing. */
  seen(index: number): SourceIdentity {
    return this.#seen[index]!;
  }

  /** A source, to be read in any thread. */
  segmentSource(index: number): SegmentSource {
    return {
      ...this.sources[index]!,
      identity: this.seen(index),
      descriptor: this.#files.get(index)?.descriptor,
    };
  }

  /** Calls `use` with the file. Fails as `use` does, with `source-unreadable`, and with `source-changed` for another file. */
  async use<T>(index: number, use: (file: SourceFile) => Promise<T>): Promise<T> {
    const held = this.#files.get(index);
    if (held !== undefined) return use(held);
    const file = await openSameSource(this.segmentSource(index));
    try {
      return await use(file);
    } finally {
      await file.close();
    }
  }

  /**
   * The fingerprint of the bytes before a position in the source that may grow; null in any other. Fails with
   * `source-changed` if something that the source held when it was opened has changed.
   */
  async tailBefore({ source, offset }: SourcePosition): Promise<string | null> {
    if (source !== growingSource(this.sources)) return null;
    return this.#useUnchanged(source, (file) => file.tailBefore(offset));
  }

  /** The identity of the source that may grow, up to an offset; undefined if none may. Fails as tailBefore does. */
  async identifyGrowing(offset: number): Promise<SourceIdentity | undefined> {
    const growing = growingSource(this.sources);
    return growing === undefined ? undefined : this.#useUnchanged(growing, (file) => file.identify(offset));
  }

  /** Everything saved must come from one file, never partly from before a truncation and partly from after it. */
  #useUnchanged<T>(index: number, use: (file: SourceFile) => Promise<T>): Promise<T> {
    return this.use(index, async (file) => {
      await requireUnchanged(file, this.seen(index));
      return use(file);
    });
  }

  /** Fails with `source-changed` if something that a source held when it was opened has changed. */
  async requireUnchanged(): Promise<void> {
    for (const [index, { resumable }] of this.sources.entries())
      if (resumable && !this.#absent[index]) await this.#useUnchanged(index, async () => {});
  }

  /** The same sources, sealed: for positions that are not offsets in them. Closes these files and opens them again. */
  async seal(): Promise<HeldSources> {
    await this.requireUnchanged();
    await this.close();
    return HeldSources.open(sealedFor('values', this.sources));
  }

  /** Closes the files. Call it once no source will be read any more. May be repeated. */
  close(): Promise<void> {
    return this.#files.close();
  }
}

/** A source that is not there any more, of which everything was read. */
export interface AbsentSource {
  readonly source: JobSource;
  readonly identity: SourceIdentity;
}

interface Opened {
  readonly seen: SourceIdentity;
  readonly identity: SourceIdentity;
  readonly absent?: boolean;
}

async function openOne(source: JobSource, index: number, files: Files): Promise<Opened> {
  if (!source.resumable) {
    const nothing = identityOfPipe(source.path);
    return { seen: nothing, identity: nothing };
  }
  const file = await files.open(source);
  try {
    if (!source.sealed && (await file.isCompressed())) throw moved(source);
    const seen = await file.identifyWhole();
    return { seen, identity: index === growingSource(files.sources) ? await file.identify(0) : seen };
  } finally {
    await files.keep(index, file);
  }
}

async function requireInPlace(source: JobSource, seen: SourceIdentity): Promise<void> {
  if (source.resumable && !(await leadsTo(source, seen))) throw moved(source);
}

function moved({ path }: JobSource): SpillwayError {
  const name = nameOfSource(path);
  return new SpillwayError(
    'source-changed',
    `${name} was moved or replaced while the job started; start again when no logs are being rotated`,
    { file: name },
  );
}

/** The files held open; none if the process may not open enough. */
class Files {
  readonly sources: readonly JobSource[];
  readonly #held = new Map<number, SourceFile>();
  #holds = true;

  constructor(sources: readonly JobSource[]) {
    this.sources = sources;
  }

  get(index: number): SourceFile | undefined {
    return this.#held.get(index);
  }

  async open(source: JobSource): Promise<SourceFile> {
    try {
      return await openJobSource(source);
    } catch (error) {
      if (!this.#holds || !failedWith((error as Error).cause, 'EMFILE', 'ENFILE')) throw error;
      await this.close();
      return openJobSource(source);
    }
  }

  async keep(index: number, file: SourceFile): Promise<void> {
    if (this.#holds && index >= this.sources.length - HELD_FILES) this.#held.set(index, file);
    else await file.close();
  }

  /** The files in another order, in place of these. Files that are in no place are closed. */
  async pick(places: readonly (number | AbsentSource)[], sources: readonly JobSource[]): Promise<Files> {
    const picked = new Files(sources);
    picked.#holds = this.#holds;
    for (const [index, place] of places.entries()) {
      const file = typeof place === 'number' ? this.#held.get(place) : undefined;
      if (file !== undefined) picked.#held.set(index, file);
    }
    const kept = new Set(picked.#held.values());
    const others = [...this.#held.values()].filter((file) => !kept.has(file));
    await Promise.all(others.map((file) => file.close()));
    return picked;
  }

  async close(): Promise<void> {
    this.#holds = false;
    const files = [...this.#held.values()];
    this.#held.clear();
    await Promise.all(files.map((file) => file.close()));
  }
}
