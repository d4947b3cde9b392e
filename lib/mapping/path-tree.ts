import type { Path } from './path.js';

/** What a name leads to. */
export interface Place {
  /** The number of the path that ends here. */
  end: number | undefined;
  /** The places of the object that is here, if paths lead on. */
  inner: Map<string, Place> | undefined;
}

/**
 * The places that paths lead to. The ends of paths are numbered so that those below one object follow each other, and an
 * end that others lead through comes just before them. The path of no names ends at the root.
 */
export class PathTree {
  readonly root: Place = { end: undefined, inner: new Map() };
  /** The number of different ends. */
  readonly ends: number;

  constructor(paths: readonly Path[]) {
    for (const path of paths) {
      let place = this.root;
      for (const name of path) place = placeIn(place, name);
      place.end = 0;
    }
    this.ends = numberEnds(this.root, 0);
  }

  /** The number of the end of a path. */
  endOf(path: Path): number {
    return this.placeOf(path)!.end!;
  }

  /** The place that a path leads to, if it is on the way to an end. */
  placeOf(path: Path): Place | undefined {
    let place: Place | undefined = this.root;
    for (const name of path) place = place?.inner?.get(name);
    return place;
  }
}

function placeIn(outer: Place, name: string): Place {
  outer.inner ??= new Map();
  const place = outer.inner.get(name) ?? { end: undefined, inner: undefined };
  outer.inner.set(name, place);
  return place;
}

function numberEnds(place: Place, first: number): number {
  let next = first;
  if (place.end !== undefined) place.end = next++;
  for (const inner of place.inner?.values() ?? []) next = numberEnds(inner, next);
  return next;
}

/** The numbers of the ends at places and below them: the first, and the one after the last. */
export function endsBelow(places: ReadonlyMap<string, Place>): [first: number, end: number] {
  const all: number[] = [];
  const collect = (each: ReadonlyMap<string, Place>) => {
    for (const { end, inner } of each.values()) {
      if (end !== undefined) all.push(end);
      if (inner !== undefined) collect(inner);
    }
  };
  collect(places);
  return all.length === 0 ? [0, 0] : [Math.min(...all), Math.max(...all) + 1];
}
