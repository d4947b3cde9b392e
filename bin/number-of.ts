/** The number that was typed; otherwise the text itself, so that the message that refuses it shows what was typed. */
export function numberOf(text: string): number | string {
  const number = Number(text);
  return text.trim() !== '' && Number.isSafeInteger(number) ? number : text;
}
