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
 * end that others lead through comes just before them.
 */
export class PathTree {
  readonly root = new Map<string, Place>();
  /** The number of different ends. */
  readonly ends: number;

  constructor(paths: readonly Path[]) {
    for (const path of paths) {
      let places = this.root;
      for (const name of path.slice(0, -1)) {
        const place = placeIn(places, name);
        place.inner ??= new Map();
        places = place.inner;
      }
      placeIn(places, path.at(-1)!).end = 0;
    }
    this.ends = numberEnds(this.root, 0);
  }

  /** The number of the end of a path. */
  endOf(path: Path): number {
    let places: Map<string, Place> | undefined = this.root;
    for (const name of path.slice(0, -1)) places = places?.get(name)?.inner;
    return places!.get(path.at(-1)!)!.end!;
  }
}

function placeIn(places: Map<string, Place>, name: string): Place {
  const place = places.get(name) ?? { end: undefined, inner: undefined };
  places.set(name, place);
  return place;
}

function numberEnds(places: ReadonlyMap<string, Place>, first: number): number {
  let next = first;
  for (const place of places.values()) {
    if (place.end !== undefined) place.end = next++;
    if (place.inner !== undefined) next = numberEnds(place.inner, next);
  }
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
  return [Math.min(...all), Math.max(...all) + 1];
}
