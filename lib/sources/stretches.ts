import type { SourcePosition } from '../records/source-position.js';
import type { SourceIdentity } from './source-identity.js';

/** A part of one source. */
export interface Stretch {
  /** Index of the source. */
  readonly source: number;
  /** Where it starts, in plain bytes or values. */
  readonly position: number;
  /** Where it ends; null: at the end of the source. */
  readonly end: number | null;
}

/** A rough estimate of how much larger an archive's content is: logs are packed to about a tenth. */
const ARCHIVE_GROWTH = 8;

/**
 * The parts of all sources between two positions. A source that is neither sealed nor the last one ends where it did when
 * the job started. `to` is null for the end of the last source.
 */
export function stretchesBetween(
  sources: readonly SourceIdentity[],
  from: SourcePosition,
  to: SourcePosition | null,
): Stretch[] {
  const stretches: Stretch[] = [];
  const last = Math.min(sources.length - 1, to?.source ?? sources.length - 1);
  for (let source = from.source; source <= last; source++) {
    const position = source === from.source ? from.offset : 0;
    const { sealed, tail, size } = sources[source]!;
    const whole = sealed || tail === null ? null : size;
    const end = source === to?.source ? to.offset : whole;
    if (end === null || position < end) stretches.push({ source, position, end });
  }
  return stretches;
}

/** The bytes of files that it takes to read a stretch. An archive counts only once it is read whole. */
export function fileBytes(sources: readonly SourceIdentity[], { source, position, end }: Stretch): number {
  const { sealed, size } = sources[source]!;
  if (sealed) return end === null ? size : 0;
  return Math.max(0, (end ?? size) - position);
}

/** The approximate number of plain bytes to read. */
export function plainBytesAbout(sources: readonly SourceIdentity[], stretch: Stretch): number {
  return fileBytes(sources, stretch) * (sources[stretch.source]!.sealed ? ARCHIVE_GROWTH : 1);
}
