const TIME =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?: (?:UTC|GMT)| ?(?:[Zz]|([-+])(\d\d)(?::?(\d\d))?))?)?$/;

/** Milliseconds since 1970 of an ISO 8601 time; nine digits of its fraction count. Undefined if the text is not a time. */
export function instantOf(text: string): number | undefined {
  const match = TIME.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((digits) => Number(digits ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [fraction = '', sign, offsetHours = '0', offsetMinutes = '0'] = match.slice(7);
  if (hour > 23 || minute > 59 || second > 60 || Number(offsetHours) > 23 || Number(offsetMinutes) > 59) {
    return undefined;
  }
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const offset = (sign === '-' ? -1 : 1) * (Number(offsetHours) * 60 + Number(offsetMinutes));
  const nanoseconds = Number(fraction.slice(0, 9).padEnd(9, '0'));
  const seconds = date.getTime() / 1000 + hour * 3600 + (minute - offset) * 60 + second;
  return seconds * 1000 + Math.floor(nanoseconds / 1e6) + (nanoseconds % 1e6) / 1e6;
}
