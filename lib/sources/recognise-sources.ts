import { archiveView, type ContentView, fileView } from './content-view.js';
import type { HeldSources } from './held-sources.js';
import { FINGERPRINT_BYTES, type SourceIdentity } from './source-identity.js';

// Which of the files that a job is given it already knows. Content decides: how a file begins, and the bytes before each
// position up to which it was read. A file may have been renamed, or packed, since.

/** A source that an earlier job has read, whole or in part. */
export interface KnownSource {
  readonly identity: SourceIdentity;
  /** Ascending: bytes that were read end here, with the fingerprint of those before. Of a sealed source none are needed. */
  readonly marks: readonly { readonly position: number; readonly tail: string }[];
  /** Whether it may have grown: it was the last one. */
  readonly mayGrow: boolean;
}

/** What a given file is. */
export type Recognition =
  | { readonly kind: 'new' }
  /** A known source, or a copy of one. `packed`: it was recognised by what the archive holds. */
  | { readonly kind: 'known'; readonly known: number; readonly packed: boolean; readonly copy: boolean }
  /** It begins with all of a known source that others follow, and is longer. */
  | { readonly kind: 'grown'; readonly known: number; readonly packed: boolean }
  /** It begins like a known source, but has other bytes later. */
  | { readonly kind: 'changed'; readonly known: number; readonly packed: boolean };

type Likeness = 'other' | 'same' | 'longer' | 'changed';

/** Recognises each of the sources that are held. */
export async function recogniseSources(held: Held, known: readonly KnownSource[]): Promise<Recognition[]> {
  const found = new Map<number, Recognition>();
  const exact = new Map<string, number>();
  for (const [index, source] of known.entries()) {
    const key = keyOf(source.identity);
    if (key !== undefined && !exact.has(key)) exact.set(key, index);
  }
  const files = held.sources.map((_, index) => index);
  const taken = new Set<number>();
  for (const file of files) {
    const same = exact.get(keyOf(held.seen(file)) ?? '');
    if (same === undefined) continue;
    found.set(file, { kind: 'known', known: same, packed: false, copy: taken.has(same) });
    taken.add(same);
  }
  await findGrowing(held, known, { files, found, taken });
  for (const file of files) {
    if (!found.has(file)) found.set(file, await compareWithAll(held, file, known, taken));
  }
  return files.map((file) => found.get(file)!);
}

interface Search {
  readonly files: readonly number[];
  readonly found: Map<number, Recognition>;
  readonly taken: Set<number>;
}

type Held = Pick<HeldSources, 'sources' | 'seen' | 'use'>;

/** Finds the source that may have grown: the file of its own inode or name, before others that begin like it. */
async function findGrowing(
  held: Held,
  known: readonly KnownSource[],
  { files, found, taken }: Search,
): Promise<void> {
  for (const [index, source] of known.entries()) {
    if (!source.mayGrow || taken.has(index)) continue;
    const candidates: { file: number; packed: boolean; rank: number }[] = [];
    for (const file of files.filter((each) => !found.has(each))) {
      const own = isOwnFile(held.seen(file), source.identity);
      // Of a source that nothing was read of, every file could be the rest.
      if (source.identity.headBytes === 0 && !own) continue;
      const { likeness, packed } = await viewed(held, file, (compare) => compare(source));
      if (likeness !== 'same' && likeness !== 'longer') continue;
      candidates.push({ file, packed, rank: own ? 0 : likeness === 'same' ? 1 : 2 });
    }
    const [first, ...others] = candidates.sort((a, b) => a.rank - b.rank || a.file - b.file);
    if (first === undefined) continue;
    taken.add(index);
    found.set(first.file, { kind: 'known', known: index, packed: first.packed, copy: false });
    // Another file that holds exactly as much is a copy; a longer one only begins alike.
    for (const { file, packed, rank } of others)
      if (rank === 1) found.set(file, { kind: 'known', known: index, packed, copy: true });
  }
}

function isOwnFile(seen: SourceIdentity, { device, inode, path }: SourceIdentity): boolean {
  return (device === seen.device && inode === seen.inode) || path === seen.path;
}

function compareWithAll(
  held: Held,
  file: number,
  known: readonly KnownSource[],
  taken: Set<number>,
): Promise<Recognition> {
  return viewed(held, file, async (compare): Promise<Recognition> => {
    let unsure: Recognition = { kind: 'new' };
    for (const [index, source] of known.entries()) {
      if (source.mayGrow && taken.has(index)) continue;
      const { likeness, packed } = await compare(source);
      if (likeness === 'same') {
        const copy = taken.has(index);
        taken.add(index);
        return { kind: 'known', known: index, packed, copy };
      }
      const { headBytes } = source.identity;
      if (likeness === 'other' || headBytes === 0) continue;
      // Short beginnings are often equal by chance.
      if (headBytes < FINGERPRINT_BYTES && !isOwnFile(held.seen(file), source.identity)) continue;
      const kind = likeness === 'longer' ? 'grown' : 'changed';
      unsure = { kind, known: index, packed };
    }
    return unsure;
  });
}

type Compare = (known: KnownSource) => Promise<{ likeness: Likeness; packed: boolean }>;

/** Compares a file with known sources, as it is or, if it is an archive, unpacked. */
function viewed<T>(held: Held, file: number, use: (compare: Compare) => Promise<T>): Promise<T> {
  const { path, sealed } = held.sources[file]!;
  const { size } = held.seen(file);
  return held.use(file, async (opened) => {
    const packed = sealed && (await opened.isCompressed());
    const view = packed ? archiveView(path, opened.file, size) : fileView(opened.path, opened.file, size);
    return use(async (known) => {
      const { sealed: wasSealed, content } = known.identity;
      // What was read as an archive is only recognised by its own bytes, unless its content is known.
      const unlike = wasSealed && content === undefined && !packed;
      return { likeness: unlike ? 'other' : await likenessOf(view, known), packed };
    });
  });
}

async function likenessOf(view: ContentView, { identity, marks }: KnownSource): Promise<Likeness> {
  const { head, headBytes, size, tail } = identity.content ?? identity;
  if ((await view.head(headBytes)) !== head) return 'other';
  const whole = tail === null ? [] : [{ position: size, tail }];
  const all = [...marks, ...whole].sort((a, b) => a.position - b.position);
  const { tails, longer } = await view.tails(all.map(({ position }) => position));
  if (all.some((mark, index) => tails[index] !== mark.tail)) return 'changed';
  return longer ? 'longer' : 'same';
}

/** What identifies a whole file; undefined for one that was read in part. */
function keyOf({ size, head, headBytes, tail }: SourceIdentity): string | undefined {
  return tail === null || size === 0 ? undefined : `${size} ${headBytes} ${head} ${tail}`;
}
