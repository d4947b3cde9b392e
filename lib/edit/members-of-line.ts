const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);
const COMMA = ','.charCodeAt(0);
const COLON = ':'.charCodeAt(0);
const OPENING = new Set([...'{['].map((each) => each.charCodeAt(0)));
const CLOSING = new Set([...'}]'].map((each) => each.charCodeAt(0)));

/** The members of a line that holds a well-formed object: name → the value as it is written. Of a repeated name the last one. */
export function membersOfLine(line: string): Map<string, string> {
  const members = new Map<string, string>();
  const end = line.lastIndexOf('}');
  let depth = 0;
  let name = '';
  let from = line.indexOf('{') + 1;
  const first = from;
  for (let at = from; at <= end; at++) {
    const code = line.charCodeAt(at);
    if (code === QUOTE) at = closingQuote(line, at);
    else if (OPENING.has(code)) depth++;
    else if (CLOSING.has(code) && at < end) depth--;
    else if (depth > 0) continue;
    else if (code === COLON) {
      name = JSON.parse(line.slice(from, at)) as string;
      from = at + 1;
    } else if (code === COMMA || at === end) {
      if (at === end && from === first) return members;
      // A name that is given again moves to its last place.
      members.delete(name);
      members.set(name, line.slice(from, at).trim());
      from = at + 1;
    }
  }
  return members;
}

function closingQuote(line: string, opening: number): number {
  let at = opening + 1;
  for (; line.charCodeAt(at) !== QUOTE; at++) if (line.charCodeAt(at) === BACKSLASH) at++;
  return at;
}
