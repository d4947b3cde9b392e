import type { AbsentSource, HeldSources } from '../sources/held-sources.js';
import { type KnownSource, type Recognition, recogniseSources } from '../sources/recognise-sources.js';
import type { SourceIdentity } from '../sources/source-identity.js';
import { cannotTell } from './cannot-tell.js';
import type { KeptWork, Manifest, ManifestRange } from './manifest.js';
import { bytesRead, completeBetween, isReadWhole, withLineAbsorbed } from './read-extents.js';
import { positionOfRun, reachedPosition, sumCounters } from './saved-runs.js';
import { splitRange } from './unread-range.js';

export interface ResumedKept {
  readonly manifest: Manifest;
  /** The sources of the manifest, in its order. */
  readonly held: HeldSources;
}

/** What the given files are, for a manifest. */
interface Found {
  /** Of the sources of the manifest that are there: the index of their files. */
  readonly files: ReadonlyMap<number, number>;
  /** Those of them that were recognised by what an archive holds. */
  readonly packed: ReadonlySet<number>;
  /** The new ones, in their order: the index of the file, and the bytes at its beginning that were absorbed before. */
  readonly added: readonly { readonly file: number; readonly skipped: number }[];
  /** The sources of finished jobs, by the archives that hold them now. */
  readonly keptSources: readonly SourceIdentity[];
}

/**
 * The manifest with which to resume kept work, of sources that may have been renamed, packed or removed since, or that are
 * new. What was read in part must be there, and new sources must come after the others; anything else is refused by name,
 * with `source-changed`, unless `anyway`. Of the sources that are held only those of the manifest stay open.
 */
export async function resumeKept(
  saved: Manifest,
  kept: KeptWork,
  held: HeldSources,
  anyway: boolean,
): Promise<ResumedKept> {
  const known = [...kept.sources.map(whole), ...saved.sources.map((_, index) => part(saved, index))];
  const recognised = await recogniseSources(held, known);
  const found = sortOut(recognised, held, { saved, kept, anyway });
  if (!anyway) requireRest(saved, found);
  const [sources, places] = placesOf(saved, held, found);
  const picked = await held.pick(places);
  const last = sources.length - 1;
  if (found.added.length > 0) sources[last] = picked.identities[last]!;
  const manifest: Manifest = {
    ...saved,
    sources,
    ranges: rangesOf(saved, held, found),
    kept: { ...kept, sources: found.keptSources },
  };
  return { manifest: { ...manifest, counters: sumCounters(manifest) }, held: picked };
}

function whole(identity: SourceIdentity): KnownSource {
  return { identity, marks: [], mayGrow: false };
}

/** What is known of a source of the manifest, of which maybe only a part was read. */
function part({ sources, ranges }: Manifest, index: number): KnownSource {
  const identity = sources[index]!;
  const mayGrow = !identity.sealed && identity.tail === null;
  if (!mayGrow) return whole(identity);
  const ends = ranges.flatMap(({ position, tail, provisional }) => [
    { position, tail },
    ...(provisional === null ? [] : [{ position: positionOfRun(provisional.run), tail: provisional.tail }]),
  ]);
  const marks = ends.flatMap(({ position, tail }) =>
    tail === null || position.source !== index ? [] : [{ position: position.offset, tail }],
  );
  return { identity, marks, mayGrow };
}

interface Terms {
  readonly saved: Manifest;
  readonly kept: KeptWork;
  readonly anyway: boolean;
}

/** Fails with `source-changed` for a source that cannot be told, or that is new and comes before one that is known. */
function sortOut(
  recognised: readonly Recognition[],
  held: HeldSources,
  { saved, kept, anyway }: Terms,
): Found {
  const before = kept.sources.length;
  const files = new Map<number, number>();
  const packed = new Set<number>();
  const added: { file: number; skipped: number }[] = [];
  const keptSources = [...kept.sources];
  const lastKnown = recognised.findLastIndex(({ kind }) => kind === 'known');
  for (const [file, recognition] of recognised.entries()) {
    const { path, size } = held.seen(file);
    if (recognition.kind === 'new') {
      // A file without content that others follow may be written to later.
      if (size === 0 && file < recognised.length - 1) continue;
      if (file < lastKnown && !anyway) throw cannotTell.tooEarly(path, held.seen(lastKnown).path);
      added.push({ file, skipped: 0 });
      continue;
    }
    const { kind, known } = recognition;
    const index = known - before;
    const current = index >= 0 && !files.has(index);
    // A source of a job that is not finished counts as it was when that job began.
    if (current && (kind === 'grown' || (kind === 'known' && !recognition.copy))) {
      files.set(index, file);
      if (recognition.packed) packed.add(index);
    } else if (kind === 'known') {
      // The next job recognises the archive by its own bytes, which is faster.
      if (index < 0 && recognition.packed)
        keptSources[known] = packedAs(kept.sources[known]!, held.seen(file));
    } else {
      const identity = index < 0 ? kept.sources[known]! : saved.sources[index]!;
      const read = (identity.content ?? identity).size;
      if (!anyway) throw cannotTell[kind](path, identity.path, read);
      added.push({ file, skipped: kind === 'grown' ? read : 0 });
    }
  }
  return { files, packed, added, keptSources };
}

/** Requires each source that was read in part. */
function requireRest(saved: Manifest, { files }: Found): void {
  for (const [index, { path }] of saved.sources.entries()) {
    if (!files.has(index) && !isReadWhole(saved, index)) throw cannotTell.lost(path, bytesRead(saved, index));
  }
}

function placesOf(
  saved: Manifest,
  held: HeldSources,
  { files, packed, added }: Found,
): [sources: SourceIdentity[], places: (number | AbsentSource)[]] {
  const places: (number | AbsentSource)[] = [];
  const sources = saved.sources.map((identity, index): SourceIdentity => {
    const followed = index < saved.sources.length - 1 || added.length > 0;
    const file = files.get(index);
    if (file === undefined) {
      places.push({ source: { path: identity.path, sealed: true, resumable: true }, identity });
      return followed ? ended(saved, index) : identity;
    }
    places.push(file);
    const seen = held.seen(file);
    if (packed.has(index)) return packedAs(identity, seen);
    // The last one may grow. If others follow now, it counts as it is.
    if (identity.tail === null) {
      const { size, path, device, inode } = seen;
      return followed ? seen : { ...identity, size, path, device, inode };
    }
    const { path, device, inode } = seen;
    return { ...identity, path, device, inode };
  });
  for (const { file } of added) {
    places.push(file);
    sources.push(held.seen(file));
  }
  return [sources, places];
}

/** The identity of an archive of a source that was read before it was packed. */
function packedAs(identity: SourceIdentity, seen: SourceIdentity): SourceIdentity {
  const { size, head, headBytes, tail } = identity.content ?? identity;
  return tail === null ? seen : { ...seen, content: { size, head, headBytes, tail } };
}

/** Of a source that is gone, and that others follow: it ended where it was read up to. */
function ended(saved: Manifest, index: number): SourceIdentity {
  const { identity, marks } = part(saved, index);
  if (identity.tail !== null) return identity;
  const size = bytesRead(saved, index);
  const mark = marks.findLast(({ position }) => position === size);
  return { ...identity, size, tail: mark?.tail ?? identity.head };
}

function rangesOf(
  saved: Manifest,
  held: HeldSources,
  { files, packed, added }: Found,
): readonly ManifestRange[] {
  // The provisional line of a range that is not complete may not have been the last one: it is read again, if it is there.
  let ranges: readonly ManifestRange[] = saved.ranges.map((range) => {
    if (range.complete || range.provisional === null) return range;
    const gone = saved.sources.length > 0 && !files.has(range.provisional.run.source);
    return gone ? withLineAbsorbed(range) : { ...range, provisional: null };
  });
  const count = saved.sources.length;
  const last = count - 1;
  const file = files.get(last);
  if (count === 0 || (file !== undefined && hasMore(saved, held, file, packed.has(last))))
    ranges = ranges.with(-1, { ...ranges.at(-1)!, complete: false, provisional: null });
  if (count > 0 && added.length > 0) ranges = continued(ranges, count, file === undefined);
  for (const index of saved.sources.keys()) {
    if (files.has(index) || index === last) continue;
    ranges = completeBetween(ranges, { source: index, offset: 0 }, { source: index + 1, offset: 0 });
  }
  if (count > 0 && file === undefined && added.length === 0)
    ranges = completeBetween(ranges, { source: last, offset: 0 }, null);
  for (const [index, { skipped }] of added.entries()) {
    const source = count + index;
    if (skipped > 0) ranges = completeBetween(ranges, { source, offset: 0 }, { source, offset: skipped });
  }
  return ranges;
}

/** Whether the last source has more than what was read of it. */
function hasMore({ sources, ranges }: Manifest, held: HeldSources, file: number, packed: boolean): boolean {
  const identity = sources.at(-1)!;
  if (packed) return identity.tail === null;
  const { source, offset } = reachedPosition(ranges.at(-1)!);
  const reached = source === sources.length - 1 ? offset : 0;
  return !identity.sealed && identity.tail === null && held.seen(file).size > reached;
}

/** The ranges of a manifest to which sources were added, from the index `next` on. `gone`: the source before is not there. */
function continued(ranges: readonly ManifestRange[], next: number, gone: boolean): readonly ManifestRange[] {
  const last = ranges.at(-1)!;
  if (!last.complete && !gone) return ranges;
  const [read, unread] = splitRange(withLineAbsorbed(last), [{ source: next, offset: 0 }]);
  return [...ranges.slice(0, -1), { ...read!, complete: true }, unread!];
}
