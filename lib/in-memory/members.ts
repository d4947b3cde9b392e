/**
 * The members of a well-formed JSON object: name → the value's source text without insignificant white space. Of a repeated
 * name the last value counts. `JSON.parse` would not do: it cannot tell `19.90` from `19.9`.
 */
export function membersOf(object: string): Map<string, string> {
  const members = new Map<string, string>();
  let depth = 0;
  let name: string | undefined;
  let value = '';
  for (const token of tokensOf(object)) {
    if (token === '}' || token === ']') depth--;
    if (depth === 0 || (depth === 1 && token === ',')) {
      if (name !== undefined) members.set(name, value);
      name = undefined;
      value = '';
    } else if (name === undefined) {
      name = textOf(token);
    } else if (value !== '' || token !== ':') {
      value += token;
    }
    if (token === '{' || token === '[') depth++;
  }
  return members;
}

/** The elements of a well-formed JSON array, each as its source text without insignificant white space. */
export function elementsIn(array: string): string[] {
  const elements: string[] = [];
  let depth = 0;
  let element = '';
  for (const token of tokensOf(array)) {
    if (token === '}' || token === ']') depth--;
    if (depth === 0 || (depth === 1 && token === ',')) {
      if (element !== '') elements.push(element);
      element = '';
    } else element += token;
    if (token === '{' || token === '[') depth++;
  }
  return elements;
}

/** The levels of nesting that are read. */
export const DEEPEST = 512;

/** How deep the arrays and objects of well-formed JSON are nested: `7` is 0, `{}` is 1, `[{}]` is 2. */
export function nestingOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  for (const token of tokensOf(json)) {
    if (token === '{' || token === '[') deepest = Math.max(deepest, ++depth);
    if (token === '}' || token === ']') depth--;
  }
  return deepest;
}

/** The text of a value: a string is unescaped, anything else is its source text. Half a surrogate pair is U+FFFD. */
export function textOf(value: string): string {
  return Buffer.from(value.startsWith('"') ? JSON.parse(value) : value).toString();
}

/** The tokens of well-formed JSON, without white space. */
function* tokensOf(json: string): Generator<string, void, void> {
  const token = /["{}[\],:]|[^ \t\r\n"{}[\],:]+/g;
  for (let match = token.exec(json); match !== null; match = token.exec(json)) {
    if (match[0] === '"') token.lastIndex = endOfString(json, match.index);
    yield json.slice(match.index, token.lastIndex);
  }
}

/** Just past the closing quote. A regular expression that handles escapes would overflow the stack on long strings. */
function endOfString(json: string, openingQuote: number): number {
  let at = openingQuote + 1;
  while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at + 1;
}
