import type { SourcePosition } from '../records/source-position.js';
import type { SourceIdentity } from './source-identity.js';

/** A part of one source. */
export interface Stretch {
  /** Index of the source. */
  readonly source: number;
  /** Where it begins: plain bytes, or values. */
  readonly position: number;
  /** Where it ends; null: with the source, wherever that is. */
  readonly end: number | null;
}

/** What an archive's content is taken to be of its size, where it matters only roughly: logs are packed to a tenth. */
const ARCHIVE_GROWTH = 8;

/**
 * What lies between two positions, source by source. Of a source that is not sealed, and behind which there is more, what
 * it held when the job began; `to` is null for the end of the last source.
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

/** Bytes of the files that reading it takes, or has taken; of an archive none before it has been read whole. */
export function fileBytes(sources: readonly SourceIdentity[], { source, position, end }: Stretch): number {
  const { sealed, size } = sources[source]!;
  if (sealed) return end === null ? size : 0;
  return Math.max(0, (end ?? size) - position);
}

/** About how many plain bytes there are to read. */
export function plainBytesAbout(sources: readonly SourceIdentity[], stretch: Stretch): number {
  return fileBytes(sources, stretch) * (sources[stretch.source]!.sealed ? ARCHIVE_GROWTH : 1);
}
