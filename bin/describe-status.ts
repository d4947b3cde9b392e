import type { WorkDirectoryDescription } from '../lib/checkpoint/describe-work-directory.js';
import type { KeptWork, Manifest, ManifestRange } from '../lib/checkpoint/manifest.js';
import { savedRuns } from '../lib/checkpoint/saved-runs.js';
import { thousands } from '../lib/human.js';
import type { WrittenOutput } from '../lib/job/describe-job.js';
import { allSourceBytes, savedSourceBytes } from '../lib/job/saved-source-bytes.js';
import { formatSize } from '../lib/options.js';
import { totalRejects } from '../lib/records/counters.js';
import { describeIgnoredTypes } from '../lib/records/describe-counts.js';
import type { SourcePosition } from '../lib/records/source-position.js';

/** How far a job is, and who works on it, in lines for people. */
export function describeStatus(job: WorkDirectoryDescription | WrittenOutput): string[] {
  return 'output' in job ? describeOutput(job) : describe(job);
}

function describeOutput({ output, bytes, written }: WrittenOutput): string[] {
  return [
    `${output}: ${formatSize(bytes)}, written at ${written}`,
    'no work directory is beside it: the job that wrote it is done, and nothing is left to resume',
  ];
}

function describe({ directory, lock, manifest }: WorkDirectoryDescription): string[] {
  const lines = [directory];
  if (lock === null) lines.push('no process works here');
  else if (lock.alive) lines.push(`process ${lock.pid} works here since ${lock.since}`);
  else lines.push(`process ${lock.pid} worked here and is dead; the next start takes over`);
  if (manifest === null) return [...lines, 'nothing has been saved yet'];
  return [...lines, ...describeSources(manifest), ...saved(manifest)];
}

function saved(manifest: Manifest): string[] {
  const { counters, ranges, options, rejects } = manifest;
  const runs = savedRuns(manifest);
  const bytes = runs.reduce((sum, run) => sum + run.bytes, 0);
  const lines = [share(manifest), ...ranges.map((range) => describeRange(range, manifest))];
  lines.push(`runs: ${runs.length}, ${formatSize(bytes)}`);
  lines.push(
    `lines: ${counters.lines} (${counters.events} events, ${counters.attributes} attributes, ` +
      `${counters.anonymous} without a user, ${counters.ignored} ignored${counters.ignored === 0 ? '' : `: ${describeIgnoredTypes(counters)}`}, ${totalRejects(counters)} rejected)`,
  );
  if (rejects !== null) lines.push(`rejects: ${rejects}`);
  lines.push(`options: ${JSON.stringify(options)}`);
  if (manifest.kept !== null) lines.push(...describeKept(manifest, manifest.kept));
  else if (isWhole(manifest)) lines.push('the source was read whole; what is left is the merge');
  return lines;
}

function isWhole({ ranges }: Manifest): boolean {
  return ranges.every((range) => range.complete);
}

function describeKept(manifest: Manifest, { sources, finished }: KeptWork): string[] {
  const absorbed = sources.length + manifest.sources.length;
  const lines = [`kept work of ${absorbed} ${absorbed === 1 ? 'source' : 'sources'}`];
  if (finished === null) return [...lines, 'its first job is not finished; the same command resumes it'];
  lines.push(`the last job finished at ${finished}`);
  const unfinished = !isWhole(manifest) || manifest.ranges.some(({ runs }) => runs.length > 0);
  lines.push(
    unfinished
      ? 'an update is not finished; the same command resumes it'
      : 'the same command reads what is new since',
  );
  return lines;
}

/** The most sources that are listed one by one. */
const FEW_SOURCES = 10;

function describeSources({ sources }: Manifest): string[] {
  if (sources.length <= FEW_SOURCES)
    return sources.map(({ path, size }) => `source: ${path} (${size} bytes)`);
  const bytes = sources.reduce((sum, { size }) => sum + size, 0);
  return [`${sources.length} sources (${bytes} bytes): ${sources[0]!.path} to ${sources.at(-1)!.path}`];
}

/** If there are several sources, a position names its file. */
function describeRange(
  { start, end, position, complete }: ManifestRange,
  { sources, unit }: Manifest,
): string {
  const [many, one] = unit === 'values' ? ['values', 'value'] : ['bytes', 'byte'];
  const at = ({ source, offset }: SourcePosition) =>
    sources.length > 1 && source < sources.length ? `${offset} of ${sources[source]!.path}` : String(offset);
  const range = `${many} ${at(start)} to ${end === null ? 'the end' : at(end)}`;
  return complete ? `${range}: read whole` : `${range}: read up to ${one} ${at(position)}`;
}

/** As of the last checkpoint: a running job has read more. */
function share(manifest: Manifest): string {
  const whole = manifest.ranges.every((range) => range.complete);
  if (
    !whole &&
    manifest.sources.length <= 1 &&
    (manifest.unit === 'values' || manifest.sources.length === 0)
  ) {
    const read = manifest.ranges.reduce(
      (sum, { start, position }) => sum + position.offset - start.offset,
      0,
    );
    return `saved: ${thousands(read)} ${manifest.unit}; the total is not known until all are read`;
  }
  if (manifest.sources.length === 0) return 'saved: all of the source';
  const read = savedSourceBytes(manifest);
  const total = allSourceBytes(manifest);
  const percent = total === 0 ? 100 : Math.min(100, Math.floor((1000 * read) / total) / 10);
  return `saved: ${percent}% of the source, ${formatSize(read)} of ${formatSize(total)}`;
}
