/** A text without what would change the terminal: control characters are shown as JSON escapes them. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, escaped);
}

function escaped(character: string): string {
  const inJson = JSON.stringify(character).slice(1, -1);
  return inJson !== character ? inJson : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
