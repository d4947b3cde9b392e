import type { Manifest } from '../checkpoint/manifest.js';
import { fileBytes, stretchesBetween } from '../sources/stretches.js';

/** Bytes of the source files that need not be read again. */
export function savedSourceBytes({
  sources,
  ranges,
  kept,
}: Pick<Manifest, 'sources' | 'ranges' | 'kept'>): number {
  // Of the source that kept work ends in, what finished jobs have read comes before all ranges.
  const before = stretchesBetween(sources, { source: 0, offset: 0 }, ranges[0]!.start);
  return ranges
    .flatMap(({ start, position, end, complete }) =>
      stretchesBetween(sources, start, complete ? end : position),
    )
    .concat(before)
    .reduce((sum, stretch) => sum + fileBytes(sources, stretch), bytesOfSources(kept?.sources ?? []));
}

/** Bytes of all source files, those of finished jobs included. */
export function allSourceBytes({ sources, kept }: Pick<Manifest, 'sources' | 'kept'>): number {
  return bytesOfSources([...(kept?.sources ?? []), ...sources]);
}

function bytesOfSources(sources: Manifest['sources']): number {
  return sources.reduce((sum, { size }) => sum + size, 0);
}
