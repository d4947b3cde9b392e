// What a pipeline by hand can do with kept work, and what only summarize() can.
import { OR_DISCARD, SpillwayError } from '../errors.js';
import type { PositionUnit } from '../records/source-position.js';
import type { JobState } from './job-state.js';
import type { Manifest } from './manifest.js';

/** Who was forgotten for good is left out when lines are read, which a pipeline by hand does itself. */
function requireNobodyBarred({ kept }: Manifest): void {
  if ((kept?.forgotten?.barred ?? []).length === 0) return;
  throw new SpillwayError(
    'bad-option',
    'checkpoint: users were forgotten for good in this kept work, which only summarize() leaves out',
    { option: 'keep' },
  );
}

/** Kept work is recognised by what files hold. */
export function requireBytesOf(source: string | null, unit: PositionUnit | undefined): void {
  const wrong = source === null ? 'needs a source' : 'is for sources that are read in bytes';
  if (source === null || unit === 'values')
    throw new SpillwayError('bad-option', `checkpoint: keep ${wrong}`, { option: 'keep' });
}

/** By hand a job reads one range; with kept work there may be some before it that were read whole. */
export function requireOneRange(state: JobState, keep: boolean): void {
  const { ranges, sources, manifest } = state;
  const { source } = ranges.at(-1)!.position;
  const oneLeft = ranges.slice(0, -1).every(({ complete }) => complete);
  if (ranges.length === 1 && !keep) return;
  if (keep && oneLeft && (state.complete || source === sources.length - 1)) {
    requireNobodyBarred(manifest);
    return;
  }
  throw new SpillwayError(
    'options-changed',
    `${state.directory} holds the work of a job that read ${state.ranges.length} ranges at once; resume it with summarize(), ${OR_DISCARD}`,
    { file: state.directory, expected: 1, found: state.ranges.length },
  );
}
