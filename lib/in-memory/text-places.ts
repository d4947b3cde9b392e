/** From where to where something stands in a text. */
export interface TextPlace {
  readonly start: number;
  readonly end: number;
}

/** Where the value at a path stands in well-formed JSON; undefined if there is none there. Of a name given twice the last counts. */
export function placeOfPath(json: string, path: readonly string[]): TextPlace | undefined {
  let place: TextPlace | undefined = { start: skipSpace(json, 0), end: json.length };
  for (const name of path) {
    if (place === undefined || json[place.start] !== '{') return undefined;
    place = memberPlaces(json, place.start).findLast((member) => member.name === name);
  }
  return place;
}

/** Where the elements of the array stand that begins at `start`. */
export function elementPlaces(json: string, start: number): TextPlace[] {
  const places: TextPlace[] = [];
  for (let at = skipSpace(json, start + 1); json[at] !== ']'; ) {
    const end = valueEnd(json, at);
    places.push({ start: at, end });
    at = skipSpace(json, end);
    if (json[at] === ',') at = skipSpace(json, at + 1);
  }
  return places;
}

function memberPlaces(json: string, start: number): (TextPlace & { name: string })[] {
  const places: (TextPlace & { name: string })[] = [];
  for (let at = skipSpace(json, start + 1); json[at] !== '}'; ) {
    const nameEnd = valueEnd(json, at);
    const from = skipSpace(json, skipSpace(json, nameEnd) + 1);
    const end = valueEnd(json, from);
    places.push({ name: JSON.parse(json.slice(at, nameEnd)), start: from, end });
    at = skipSpace(json, end);
    if (json[at] === ',') at = skipSpace(json, at + 1);
  }
  return places;
}

function skipSpace(json: string, at: number): number {
  while (/[ \t\r\n]/.test(json[at] ?? '')) at++;
  return at;
}

function valueEnd(json: string, start: number): number {
  let depth = 0;
  for (let at = start; ; at++) {
    const character = json[at];
    if (character === '"') {
      for (at++; json[at] !== '"'; at++) if (json[at] === '\\') at++;
    } else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    if (
      depth === 0 &&
      (at + 1 >= json.length || !/[^ \t\r\n,\]}]/.test(json[at + 1]!) || /["}\]]/.test(character!))
    ) {
      return at + 1;
    }
  }
}
