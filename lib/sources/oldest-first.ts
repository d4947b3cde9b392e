import { basename } from 'node:path';

/** A number or a date, maybe followed by a time or another number: `3`, `20240130`, `2024-01-30.1`. */
const AGE = String.raw`(?<age>\d+(?:[-_.:T]\d+)*Z?)`;
/** `app.log.2`, `app.log-20240130`. */
const AT_END = new RegExp(`^(?<base>.+?)(?<mark>[-_.])${AGE}$`);
/** `app.3.log`, `app-2024-01-30.log`. */
const WITHIN = new RegExp(`^(?<base>.+?)(?<mark>[-_.])${AGE}(?<extension>(?:\\.[a-z][a-z0-9]*)+)$`, 'i');
const PACKED = /\.(?:gz|zst)$/i;

/** Digits from which a number is a date: 240131, 20240131, 1706659200. */
const DATE_DIGITS = 6;

interface LogFile {
  readonly path: string;
  /** The path of the log's current file. */
  readonly log: string;
  /** What rotation has added to the name; undefined for the current file. */
  readonly age: string | undefined;
  /** Whether a higher number means an older file. Dates, padded numbers (`split -d`) and `part-2` count up. */
  readonly countsDown: boolean;
  readonly packed: boolean;
  /** Whether the age comes before the extension, where it may also be the number of a part. */
  readonly within: boolean;
}

/**
 * Sorts file names, the oldest first. Among the files that log rotation makes from one name, dates ascend, short numbers
 * after a dot descend (`app.log.10`, `app.log.2.gz`), and the file without either comes last (`app.log`). `app.3.log`
 * counts like `app.log.3` if there is an `app.log`, otherwise as a part. Other files are sorted by name, with the numbers
 * in it by value.
 */
export function oldestFirst(paths: readonly string[]): string[] {
  const files = paths.map(readName);
  const current = new Set(files.filter(({ age }) => age === undefined).map(({ log }) => log));
  const isPart = (file: LogFile) => !file.countsDown || (file.within && !current.has(file.log));
  const ascending = new Set(
    files.filter((file) => file.age !== undefined && isPart(file)).map(({ log }) => log),
  );
  return files.sort((a, b) => compare(a, b, ascending)).map(({ path }) => path);
}

function readName(path: string): LogFile {
  const name = basename(path);
  const packed = PACKED.test(name);
  const plain = name.replace(PACKED, '');
  const folder = path.slice(0, path.length - name.length);
  const within = AT_END.exec(plain) === null ? WITHIN.exec(plain) : null;
  const { base = plain, mark, age, extension = '' } = (AT_END.exec(plain) ?? within)?.groups ?? {};
  const countsDown = mark === '.' && age !== undefined && isCount(age);
  return { path, log: `${folder}${base}${extension}`, age, countsDown, packed, within: within !== null };
}

function isCount(age: string): boolean {
  return /^(?:0|[1-9]\d*)$/.test(age) && age.length < DATE_DIGITS;
}

function compare(a: LogFile, b: LogFile, ascending: ReadonlySet<string>): number {
  if (a.log !== b.log) return compareNames(a.log, b.log);
  if (a.age === undefined || b.age === undefined) {
    if (a.age !== b.age) return a.age === undefined ? 1 : -1;
  } else if (a.age !== b.age) {
    return ascending.has(a.log) ? compareNames(a.age, b.age) : compareNames(b.age, a.age);
  }
  // A compressed file is older than the one that is still written to.
  return a.packed === b.packed ? compareNames(a.path, b.path) : Number(b.packed) - Number(a.packed);
}

/**
 * Compares texts with the numbers in them by value, so that `part-2` comes before `part-10`, in the same way everywhere.
 * Made at first use, because it takes longer to load than a small source takes to summarize.
 */
let natural: Intl.Collator | undefined;

function compareNames(a: string, b: string): number {
  natural ??= new Intl.Collator('en', { numeric: true });
  return natural.compare(a, b) || (a < b ? -1 : Number(a > b));
}
