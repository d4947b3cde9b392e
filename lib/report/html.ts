/** Markup that is safe to embed. Only `html` creates it, from the literal parts of a template and escaped values. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | undefined | readonly Part[];

/** A template tag: escapes every value that is not `Html` itself, joins lists, and leaves out `undefined`. */
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

/** Characters that are invisible, or that change the order in which their neighbours are shown. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Escapes text for element content and quoted attributes. Shows invisible characters as code points. */
function escapeText(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => ENTITIES[character]!)
    .replace(INVISIBLE, (character) => `\\u{${character.codePointAt(0)!.toString(16).padStart(4, '0')}}`);
}
