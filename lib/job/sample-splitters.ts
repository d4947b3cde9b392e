import { chooseSplitters, MAX_SAMPLE, sampleUsers } from '../aggregate/choose-splitters.js';
import { partitionsFor } from '../aggregate/partitions-for.js';
import { valuesOf } from '../async/slices.js';
import type { JobState } from '../checkpoint/job-state.js';
import { readAt } from '../disk/transfer.js';
import { ioError } from '../errors.js';
import type { DelimiterPolicy } from '../format/output-format.js';
import { readMapping } from '../mapping/read-mapping.js';
import { LineScanner } from '../parse/line-scanner.js';
import type { ActivityBatch } from '../records/activity-batch.js';
import { RunFile } from '../runs/run-file.js';
import type { HeldSources } from '../sources/held-sources.js';
import type { SourceFile } from '../sources/source-file.js';
import type { SourceIdentity } from '../sources/source-identity.js';
import { fileBytes, plainBytesAbout, type Stretch, stretchesBetween } from '../sources/stretches.js';
import { judgeBatch } from '../validate/judge-batch.js';
import type { JobSettings } from './job-settings.js';
import { readSegments } from './read/read-segments.js';

/**
 * Source bytes of a partition: their records, about a third as many bytes, are folded in the processor's cache. More
 * partitions than that cost when records are placed into them, and when they are written and read. With little memory they are
 * smaller, since all records of a partition are folded at once.
 */
export const BYTES_OF_PARTITION = 2 ** 21;
const MEMORY_OF_PARTITION = 1 / 4;

/** Source bytes for each place that is sampled: a log may be sorted by user, or its user ids may grow. */
const BYTES_OF_SPOT = 2 ** 23;
const MIN_SPOTS = 64;
const MAX_SPOTS = 1024;
/** Some 64 lines. */
const SPOT_BYTES = 2 ** 14;
const LINE_FEED = 0x0a;

/** Archives, and JSON of any layout, can only be read from their beginnings. */
const MAX_BEGINNINGS = 8;

/**
 * Where partitions of users are to meet in the runs of a job, so that all of them are cut alike: as saved runs are, or
 * else by a sample of the sources. Undefined where there is nothing to sample: then each range goes by its first users.
 */
export async function sampleSplitters(
  state: JobState,
  settings: JobSettings,
  threads: number,
): Promise<readonly Uint8Array[] | undefined> {
  const memory = settings.memory / threads;
  const most = partitionsFor(memory);
  const saved = await savedSplitters(state);
  if (saved !== undefined) return someOf(saved, most);
  if (state.sources.some(({ resumable }) => !resumable)) return undefined;
  const opened = { held: state.held, identities: state.manifest.sources };
  return sampleSources(opened, settings, most, Math.min(BYTES_OF_PARTITION, memory * MEMORY_OF_PARTITION));
}

/** Sources that are held open, and their identities. */
interface OpenedSources {
  readonly held: Pick<HeldSources, 'use' | 'segmentSource'>;
  readonly identities: readonly SourceIdentity[];
}

type SampleSettings = Pick<JobSettings, 'input' | 'maxLine' | 'map' | 'delimiters' | 'order'>;

/** Splitters for at most that many partitions, by a sample of sources that can be read again. */
export async function sampleSources(
  opened: OpenedSources,
  settings: SampleSettings,
  most: number,
  bytesOfPartition = BYTES_OF_PARTITION,
): Promise<readonly Uint8Array[]> {
  const sources = opened.identities;
  const stretches = stretchesBetween(sources, { source: 0, offset: 0 }, null);
  const bytes = stretches.reduce((sum, stretch) => sum + plainBytesAbout(sources, stretch), 0);
  const partitions = Math.min(most, bytes / bytesOfPartition);
  if (partitions < 2) return [];
  const plain = stretches.filter(({ source }) => settings.input === 'lines' && !sources[source]!.sealed);
  const users =
    plain.length > 0
      ? await sampleSpots(opened, settings, plain)
      : await sampleBeginnings(opened, settings, stretches);
  return chooseSplitters(users, settings.order, partitions);
}

/** The same, of pieces of the sources that others have taken, from all over them: whole lines each. */
export function splittersOfPieces(
  pieces: readonly Uint8Array[],
  settings: SampleSettings,
  partitions: number,
): readonly Uint8Array[] {
  if (partitions < 2) return [];
  const scanner = scannerOf(settings);
  const users = pieces.flatMap((lines) =>
    usersOf(scanner.scan([lines], 1), settings.delimiters, MAX_SAMPLE / pieces.length),
  );
  return chooseSplitters(users, settings.order, partitions);
}

function scannerOf({ maxLine, map }: SampleSettings): LineScanner {
  return new LineScanner({ maxLine, mapping: readMapping('map', map), recycle: true });
}

/** Of splitters as many as that many partitions need: every second, fourth and so on, so that one's are among another's. */
export function someOf(splitters: readonly Uint8Array[], partitions: number): readonly Uint8Array[] {
  let step = 1;
  while ((splitters.length + 1) / step > partitions) step *= 2;
  return splitters.filter((_, index) => (index + 1) % step === 0);
}

async function savedSplitters({ runs }: JobState): Promise<readonly Uint8Array[] | undefined> {
  const [first, ...others] = runs.filter(({ records }) => records > 0);
  if (first === undefined) return undefined;
  const largest = others.reduce((most, run) => (run.bytes > most.bytes ? run : most), first);
  const { footer } = await RunFile.inspect(largest.file);
  return footer.splitters.map((splitter) => Uint8Array.from(splitter));
}

async function sampleSpots(
  { held, identities: sources }: OpenedSources,
  settings: SampleSettings,
  stretches: readonly Stretch[],
): Promise<Uint8Array[]> {
  const total = stretches.reduce((sum, stretch) => sum + fileBytes(sources, stretch), 0);
  const wanted = Math.min(MAX_SPOTS, Math.max(MIN_SPOTS, Math.ceil(total / BYTES_OF_SPOT)));
  // A small source is read once for the job, not again for its sample.
  const spots = Math.min(wanted, Math.ceil(total / (4 * SPOT_BYTES)));
  const scanner = scannerOf(settings);
  const users: Uint8Array[] = [];
  let before = 0;
  let spot = 0;
  for (const stretch of stretches) {
    const length = fileBytes(sources, stretch);
    const places: number[] = [];
    for (; spot < spots && ((spot + 0.5) * total) / spots < before + length; spot++) {
      places.push(Math.floor(stretch.position + ((spot + 0.5) * total) / spots - before));
    }
    if (places.length > 0) {
      const found = await held.use(stretch.source, (file) => linesAt(file, places));
      for (const lines of found) {
        users.push(...usersOf(scanner.scan(lines, 1), settings.delimiters, MAX_SAMPLE / spots));
      }
    }
    before += length;
  }
  return users;
}

/** Copies of some users of a batch, which is released. */
function usersOf(batch: ActivityBatch, delimiters: DelimiterPolicy, most: number): Uint8Array[] {
  const users = sampleUsers(judgeBatch(batch, delimiters).valid, Math.ceil(most));
  const copies = users.map((user) => user.slice());
  batch.release?.();
  return copies;
}

/** The whole lines of some bytes at each of these places of a file. */
async function linesAt({ file, path }: SourceFile, places: readonly number[]): Promise<Uint8Array[]> {
  try {
    const found: Uint8Array[] = [];
    for (const place of places) {
      const bytes = await readAt(file, place, SPOT_BYTES);
      const lines = bytes.subarray(bytes.indexOf(LINE_FEED) + 1, bytes.lastIndexOf(LINE_FEED) + 1);
      if (lines.length > 0) found.push(lines);
    }
    return found;
  } catch (error) {
    throw ioError('read', path, error, 'source-unreadable');
  }
}

async function sampleBeginnings(
  { held }: OpenedSources,
  { input, maxLine, map, delimiters }: SampleSettings,
  stretches: readonly Stretch[],
): Promise<Uint8Array[]> {
  const step = Math.max(1, stretches.length / MAX_BEGINNINGS);
  const users: Uint8Array[] = [];
  const options = { input, maxLine, map, named: false, onBytes: () => {} };
  for (let each = 0; each < stretches.length; each += step) {
    const stretch = stretches[Math.floor(each)]!;
    const segment = { ...held.segmentSource(stretch.source), ...stretch };
    for await (const batch of valuesOf(readSegments([segment], options, new AbortController().signal))) {
      users.push(...usersOf(batch, delimiters, MAX_SAMPLE / MAX_BEGINNINGS));
      break;
    }
  }
  return users;
}
