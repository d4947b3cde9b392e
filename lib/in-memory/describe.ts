/** For fields that must not be empty. */
export function describeText(value: string | undefined): string {
  return value === '""' ? 'an empty string' : describe(value);
}

/** What a message calls the kind of a value, by its source text. */
export function describe(value: string | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === 'null') return 'null';
  if (isString(value)) return 'a string';
  if (isNumber(value)) return 'a number';
  if (value.startsWith('{')) return 'an object';
  return value.startsWith('[') ? 'an array' : 'a boolean';
}

export function isString(value: string): boolean {
  return value.startsWith('"');
}

export function isNumber(value: string): boolean {
  return /^[-0-9]/.test(value);
}

/** Of a type that is none of the two, its first characters. */
export function describeType(value: string | undefined): string {
  if (value === undefined || !isString(value)) return describe(value);
  const start = (JSON.parse(value) as string).slice(0, 64);
  return JSON.stringify(Buffer.from(start).toString());
}
