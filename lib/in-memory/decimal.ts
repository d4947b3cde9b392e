/** What is wrong with a number that cannot be added exactly. */
export type NoDecimal = 'too large' | 'too fine';

const PLACES = 40;
const JSON_NUMBER = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([-+]?[0-9]+))?$/;

/** A JSON number as a multiple of 10^-40; undefined if the text is none. */
export function decimalOf(text: string): bigint | NoDecimal | undefined {
  const match = JSON_NUMBER.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).replace(/^0+/, '').replace(/0+$/, '');
  if (digits === '') return 0n;
  // The place of the last digit other than 0: 10^last.
  const zeros = (whole + fraction).length - (whole + fraction).replace(/0+$/, '').length;
  const last = BigInt(exponent) - BigInt(fraction.length) + BigInt(zeros);
  if (last + BigInt(digits.length) > PLACES) return 'too large';
  if (last < -PLACES) return 'too fine';
  const value = BigInt(digits) * 10n ** (last + BigInt(PLACES));
  return sign === '-' ? -value : value;
}

/** Without exponent, without zeros at the end of the fraction; zero is `0`. */
export function formatDecimal(value: bigint): string {
  const digits = String(value < 0n ? -value : value).padStart(PLACES + 1, '0');
  const fraction = digits.slice(-PLACES).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -PLACES)}${fraction === '' ? '' : `.${fraction}`}`;
}
