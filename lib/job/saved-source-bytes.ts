import type { Manifest } from '../checkpoint/manifest.js';
import { fileBytes, stretchesBetween } from '../sources/stretches.js';

/** Bytes of the source files that need not be read again. */
export function savedSourceBytes({ sources, ranges }: Pick<Manifest, 'sources' | 'ranges'>): number {
  return ranges
    .flatMap(({ start, position, end, complete }) =>
      stretchesBetween(sources, start, complete ? end : position),
    )
    .reduce((sum, stretch) => sum + fileBytes(sources, stretch), 0);
}
