import { SpillwayError } from './errors.js';

/** A size in bytes: a number, or a string such as `'256MiB'`, `'64 KiB'`, `'1G'` (K, M, G are powers of 1024), `'1GB'` (KB, MB, GB
 * are powers of 1000). */
export type Size = number | string;

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
  // As in dd, sort and java.
  k: 2 ** 10,
  m: 2 ** 20,
  g: 2 ** 30,
  t: 2 ** 40,
};

/** The bytes of a size, or undefined if it is not one. */
export function parseSize(size: unknown): number | undefined {
  if (typeof size === 'number') return Number.isSafeInteger(size) && size >= 0 ? size : undefined;
  if (typeof size !== 'string') return undefined;
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(size);
  const unit = match === null ? undefined : UNITS[match[2]!.toLowerCase()];
  if (match === null || unit === undefined) return undefined;
  const bytes = Math.round(Number(match[1]) * unit);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** A size for people: `formatSize(268435456)` is `'256 MiB'`, `formatSize(1536)` is `'1.5 KiB'`. */
export function formatSize(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${Number(value.toFixed(value < 10 ? 2 : 1))} ${units[unit]}`;
}

interface Bounds {
  readonly min: number;
  readonly max: number;
}

/**
 * Reads one options object. Each field is checked once, where it is read, and is rejected rather than clamped. A field
 * that was never read is a misspelt name, which `done()` rejects. The object itself is never changed.
 */
export class OptionReader {
  readonly #owner: string;
  readonly #given: Readonly<Record<string, unknown>>;
  readonly #known = new Set<string>();

  /** `owner` is the function that takes these options, such as `aggregate`; messages start with it. */
  constructor(owner: string, given: unknown) {
    this.#owner = owner;
    if (given !== undefined && (typeof given !== 'object' || given === null || Array.isArray(given))) {
      throw new SpillwayError('bad-option', `${owner}: options must be an object, not ${describe(given)}`);
    }
    this.#given = (given ?? {}) as Record<string, unknown>;
  }

  size(name: string, defaultBytes: number, bounds: Bounds): number {
    const value = this.raw(name);
    if (value === undefined) return defaultBytes;
    const bytes = parseSize(value);
    if (bytes === undefined) this.fail(name, "a number of bytes or a size such as '256MiB'", value);
    if (bytes < bounds.min || bytes > bounds.max) {
      this.fail(name, `between ${formatSize(bounds.min)} and ${formatSize(bounds.max)}`, value);
    }
    return bytes;
  }

  integer(name: string, defaultValue: number, bounds: Bounds): number {
    const value = this.raw(name);
    if (value === undefined) return defaultValue;
    if (
      typeof value !== 'number' ||
      !Number.isSafeInteger(value) ||
      value < bounds.min ||
      value > bounds.max
    ) {
      this.fail(name, `a whole number between ${bounds.min} and ${bounds.max}`, value);
    }
    return value;
  }

  /** Like `integer`, without a default. */
  optionalInteger(name: string, bounds: Bounds): number | undefined {
    return this.raw(name) === undefined ? undefined : this.integer(name, bounds.min, bounds);
  }

  oneOf<T extends string>(name: string, defaultValue: T, choices: readonly T[]): T {
    const value = this.raw(name);
    if (value === undefined) return defaultValue;
    if (!choices.includes(value as T)) {
      this.fail(name, `one of ${choices.map((choice) => `'${choice}'`).join(', ')}`, value);
    }
    return value as T;
  }

  flag(name: string): boolean {
    const value = this.raw(name);
    if (value !== undefined && typeof value !== 'boolean') this.fail(name, 'true or false', value);
    return value === true;
  }

  path(name: string): string | undefined {
    const value = this.raw(name);
    if (value !== undefined && (typeof value !== 'string' || value === '' || value.includes('\0'))) {
      this.fail(name, 'a path', value);
    }
    return value as string | undefined;
  }

  requiredPath(name: string): string {
    return this.path(name) ?? this.fail(name, 'a path', undefined);
  }

  /** One path, or a list of at least one. */
  requiredPaths(name: string): string[] {
    const value = this.raw(name);
    const paths: readonly unknown[] = Array.isArray(value) ? value : [value];
    const isPath = (path: unknown) => typeof path === 'string' && path !== '' && !path.includes('\0');
    if (paths.length === 0 || !paths.every(isPath)) this.fail(name, 'a path, or a list of paths', value);
    return paths as string[];
  }

  /** A list of texts. */
  names(name: string): readonly string[] | undefined {
    const value = this.raw(name);
    const isText = (text: unknown) => typeof text === 'string';
    if (value !== undefined && !(Array.isArray(value) && value.every(isText))) {
      this.fail(name, 'a list of names', value);
    }
    return value as readonly string[] | undefined;
  }

  callback<T>(name: string): T | undefined {
    const value = this.raw(name);
    if (value !== undefined && typeof value !== 'function') this.fail(name, 'a function', value);
    return value as T | undefined;
  }

  abortSignal(name: string): AbortSignal | undefined {
    const value = this.raw(name);
    if (value !== undefined && !(value instanceof AbortSignal)) this.fail(name, 'an AbortSignal', value);
    return value;
  }

  /** The field as given, for checks that only the caller can make. */
  raw(name: string): unknown {
    this.#known.add(name);
    return this.#given[name];
  }

  /** Rejects unknown options. Call it after every field was read. */
  done(): void {
    for (const name of Object.keys(this.#given)) {
      if (this.#known.has(name) || this.#given[name] === undefined) continue;
      const known = [...this.#known].join(', ') || 'none';
      throw new SpillwayError('bad-option', `${this.#owner}: unknown option '${name}' (known: ${known})`);
    }
  }

  /** Rejects a field, after a check that only the caller can make. `found` defaults to the field's value. */
  fail(name: string, expected: string, found: unknown = this.raw(name)): never {
    const message =
      found === undefined
        ? `${name} is missing; it must be ${expected}`
        : `${name} must be ${expected}, not ${describe(found)}`;
    throw new SpillwayError('bad-option', `${this.#owner}: ${message}`, {
      expected,
      found: describe(found),
      option: name,
    });
  }
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (value === null || typeof value !== 'object') return String(value);
  return Array.isArray(value) ? 'an array' : 'an object';
}
