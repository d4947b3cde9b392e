/** Text that is HTML already. Only `html` makes it, of what its author wrote and of escaped texts. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | undefined | readonly Part[];

/** A template: every value that is not Html itself is escaped, lists are joined, undefined is nothing. */
export function html(literals: TemplateStringsArray, ...values: readonly Part[]): Html {
  const texts = literals.map((literal, index) => literal + textOf(values[index]));
  return new Html(texts.join(''));
}

function textOf(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(textOf).join('');
  return escapeText(String(part));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Whether a character cannot be seen, or changes the order in which those around it are shown. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** For element content and quoted attributes. Characters that cannot be seen are shown by their numbers. */
function escapeText(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => ENTITIES[character]!)
    .replace(INVISIBLE, (character) => `\\u{${character.codePointAt(0)!.toString(16).padStart(4, '0')}}`);
}
