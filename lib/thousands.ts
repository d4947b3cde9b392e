/** A whole number, as `toLocaleString('en')` gives it; that one takes longer than summarising a small source. */
export function thousands(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
