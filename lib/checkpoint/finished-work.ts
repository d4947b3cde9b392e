import { join } from 'node:path';
import { replaceFile } from '../disk/durable-file.js';
import { rejectsFileName } from '../disk/work-directory-names.js';
import { countLinesBefore } from './count-lines-before.js';
import { lineInSource, linesBeforeRanges } from './lines-before.js';
import type {
  KeptRejects,
  KeptRun,
  Manifest,
  ManifestRange,
  ManifestRun,
  ProvisionalLine,
} from './manifest.js';
import { extendChecksum, readSavedRejects } from './saved-rejects.js';
import { rejectsNameOf, sumCounters } from './saved-runs.js';

/**
 * The manifest of a job that is done and keeps its work: its runs are kept, and what is left is the end of the last source,
 * which may grow, with its last line if that has no line end. Writes the rejects of that line to a file of their own.
 */
export async function finishedWork(directory: string, manifest: Manifest): Promise<Manifest> {
  const { ranges, sources } = manifest;
  const kept = manifest.kept!;
  const last = ranges.at(-1)!;
  const ended = [...kept.sources, ...sources.slice(0, -1)];
  const index = Math.max(0, sources.length - 1);
  const offset = last.position.source === index ? last.position.offset : 0;
  const place = { source: 0, offset };
  const lines = linesBeforeRanges(ranges, kept.linesBefore);
  const before = lines.at(-1)!;
  const name = rejectsFileName({ source: ended.length, offset });
  const provisional = await lineAlone(directory, manifest, name, before);
  const rest: ManifestRange = {
    start: place,
    end: null,
    position: place,
    tail: last.position.source === index ? last.tail : null,
    complete: true,
    runs: [],
    provisional,
  };
  const absolute = <T extends ManifestRun>(run: T): T => ({
    ...run,
    source: kept.sources.length + run.source,
  });
  const absorbed = ranges.flatMap(({ runs }) => runs);
  const finished = {
    ...manifest,
    sources: sources.slice(-1),
    ranges: [rest],
    kept: {
      sources: ended,
      runs: [...kept.runs, ...absorbed.map((run): KeptRun => ({ ...absolute(run), level: 0 }))],
      provisional: provisional?.run ?? null,
      linesBefore: offset === 0 ? 0 : lineInSource(last.runs.at(-1)?.linesBefore ?? before, before),
      rejects: [
        ...kept.rejects,
        ...ranges.flatMap((range, each) => rejectsBefore(manifest, range, lines[each]!)),
      ],
      ...(kept.forgotten === undefined ? {} : { forgotten: { ...kept.forgotten, gone: [] } }),
      finished: new Date().toISOString(),
    },
  };
  return { ...finished, counters: sumCounters(finished) };
}

/** The saved rejects of a range, without those of its provisional line. */
function rejectsBefore(manifest: Manifest, range: ManifestRange, linesBefore: number): KeptRejects[] {
  const last = range.runs.at(-1);
  if (manifest.rejects === null || last === undefined || last.rejectsLength === 0) return [];
  const { rejectsLength: length, rejectsChecksum: checksum } = last;
  return [{ file: rejectsNameOf(manifest, range), length, checksum, linesBefore }];
}

/** The provisional line, as the first one of a range of its own, with its rejects in the file of that range. */
async function lineAlone(
  directory: string,
  manifest: Manifest,
  name: string,
  linesBefore: number,
): Promise<ProvisionalLine | null> {
  const range = manifest.ranges.at(-1)!;
  if (range.provisional === null) return null;
  const { run, tail } = range.provisional;
  const before = range.runs.at(-1)?.rejectsLength ?? 0;
  const old = join(directory, rejectsNameOf(manifest, range));
  let rejects = { rejectsLength: run.rejectsLength - before, rejectsChecksum: run.rejectsChecksum };
  if (range.runs.length > 0) {
    rejects = { rejectsLength: 0, rejectsChecksum: 0 };
    if (run.rejectsLength > before) {
      const saved = { file: old, length: run.rejectsLength, checksum: run.rejectsChecksum };
      const all: Uint8Array[] = [];
      for await (const part of readSavedRejects(saved)) all.push(part);
      // Counted within its source, since the new range begins elsewhere.
      const own = await numbered(Buffer.concat(all).subarray(before), linesBefore);
      const file = join(directory, name);
      await replaceFile(file, own);
      const rejectsChecksum = await extendChecksum({ file, length: 0, checksum: 0 }, own.length);
      rejects = { rejectsLength: own.length, rejectsChecksum };
    }
  }
  const lines = run.linesBefore === null ? null : lineInSource(run.linesBefore, linesBefore);
  return { run: { ...run, source: 0, linesBefore: lines, ...rejects }, tail };
}

async function numbered(rejects: Uint8Array, linesBefore: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  async function* whole() {
    yield rejects;
  }
  for await (const part of countLinesBefore(whole(), linesBefore)) parts.push(part);
  return Buffer.concat(parts);
}
