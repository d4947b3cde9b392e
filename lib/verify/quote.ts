/** Most characters of a text to show. */
const SHOWN = 60;
/** How many of them to show before the difference, in a longer text. */
const BEFORE = 20;

/**
 * Quotes a text of a summary (one character per byte) for a message. Of a long text, only the part around the first
 * difference from `other` is shown.
 */
export function quote(text: string, other = ''): string {
  let from = 0;
  if (text.length > SHOWN) {
    let equal = 0;
    while (equal < text.length && text[equal] === other[equal]) equal++;
    from = characterStart(text, Math.max(0, Math.min(equal - BEFORE, text.length - SHOWN)));
  }
  const to = characterStart(text, from + SHOWN);
  const shown = readable(text.slice(from, to));
  return `'${from > 0 ? '…' : ''}${shown}${to < text.length ? '…' : ''}'`;
}

/** Formats a user id for a message: in quotes only if it has unusual characters. */
export function quoteUser(user: string): string {
  return /^[\w.@:+-]{1,60}$/.test(user) ? user : quote(user);
}

/** Formats the name of an attribute, event or measure for a message: in quotes only if it has unusual characters. */
export function quoteName(name: string): string {
  return /^[\w.:+-]{1,60}$/.test(name) ? name : quote(name);
}

/** The start of the UTF-8 character that byte `at` belongs to. */
function characterStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && start > at - 3 && /[\x80-\xbf]/.test(text[start] ?? '')) start--;
  return start;
}

function readable(text: string): string {
  try {
    const characters = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      Buffer.from(text, 'latin1'),
    );
    return characters.replace(
      /[\p{Cc}\p{Cf}]/gu,
      (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
    );
  } catch {
    return text.replace(/[^\x20-\x7e]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
  }
}
