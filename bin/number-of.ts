/** A number that was typed; else the text itself, so that the message which refuses it says what was typed. */
export function numberOf(text: string): number | string {
  const number = Number(text);
  return text.trim() !== '' && Number.isSafeInteger(number) ? number : text;
}
