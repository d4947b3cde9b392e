import type { FieldMapping, Measure } from '../mapping/mapping.js';
import type { Path } from '../mapping/path.js';
import { decimalOf, formatDecimal } from './decimal.js';
import { describe, isNumber, isString } from './describe.js';
import { instantOf } from './instant.js';
import { type BlockedField, isValue } from './mapped-members.js';
import { textOf } from './members.js';

/** What an event says about a measure. */
export interface MeasureValue {
  readonly measure: Measure;
  /** As it would be written. */
  readonly text: string;
  /** Of sums, and of what is compared as numbers. */
  readonly decimal: bigint;
  /** Of what is compared as times: its own, or that of its event. */
  readonly time: number;
}

/** Why an event is rejected because of a measure. */
export type MeasureFault =
  | { readonly code: 'bad-timestamp' }
  | { readonly code: 'bad-measure'; readonly measure: Measure; readonly found: string | BlockedField };

/** The values that `find` finds for the measures of events with this name; `timestamp` is undefined if it has no valid one. */
export function measureValues(
  find: (paths: readonly Path[]) => string | BlockedField | undefined,
  name: string,
  timestamp: number | undefined,
  { measures = [] }: FieldMapping,
): readonly MeasureValue[] | MeasureFault {
  const values: MeasureValue[] = [];
  for (const measure of measures) {
    if (measure.events?.includes(name) === false) continue;
    const source = find(measure.paths);
    if (typeof source === 'object') return { code: 'bad-measure', measure, found: source };
    if (source === undefined || !isValue(source)) continue;
    const text = textOf(source);
    const { reducer } = measure;
    if (reducer === 'earliest' || reducer === 'latest') {
      if (timestamp === undefined) return { code: 'bad-timestamp' };
      values.push({ measure, text, decimal: 0n, time: timestamp });
    } else if (reducer === 'distinct') {
      values.push({ measure, text, decimal: 0n, time: 0 });
    } else {
      const read = measure.times ? timeIn(source) : numberIn(source);
      if (typeof read === 'string') return { code: 'bad-measure', measure, found: read };
      values.push({ measure, text, ...read });
    }
  }
  return values;
}

type Comparable = Pick<MeasureValue, 'decimal' | 'time'>;

function timeIn(source: string): Comparable | string {
  if (!isString(source)) return describe(source);
  const time = instantOf(textOf(source));
  return time === undefined ? 'another string' : { decimal: 0n, time };
}

function numberIn(source: string): Comparable | string {
  if (!isString(source) && !isNumber(source)) return describe(source);
  const decimal = decimalOf(textOf(source));
  if (decimal === undefined) return 'another string';
  if (decimal === 'too large') return 'one of 10^40 or more';
  return decimal === 'too fine' ? 'one with a digit beyond the 40th decimal place' : { decimal, time: 0 };
}

/** What a user's measures have come to: by name, in no order. */
export class MeasureStates {
  readonly #sums = new Map<string, bigint>();
  readonly #chosen = new Map<string, MeasureValue>();
  readonly #different = new Map<string, Set<string>>();

  /** Takes the values of the first copy of an event; events come in source order. */
  add(values: readonly MeasureValue[]): void {
    for (const value of values) {
      const { name, reducer } = value.measure;
      if (reducer === 'sum') this.#sums.set(name, (this.#sums.get(name) ?? 0n) + value.decimal);
      else if (reducer === 'distinct') {
        const different = this.#different.get(name) ?? new Set();
        this.#different.set(name, different.add(value.text));
      } else {
        const chosen = this.#chosen.get(name);
        if (chosen === undefined || replaces(value, chosen)) this.#chosen.set(name, value);
      }
    }
  }

  /** Measure → value, as written; those without a value are left out. */
  written(): Map<string, string> {
    const written = new Map<string, string>();
    for (const [name, sum] of this.#sums) written.set(name, formatDecimal(sum));
    for (const [name, { text }] of this.#chosen) written.set(name, text);
    for (const [name, { size }] of this.#different) written.set(name, String(size));
    return written;
  }
}

/** Whether a later value counts instead of the one chosen so far. */
function replaces(value: MeasureValue, chosen: MeasureValue): boolean {
  switch (value.measure.reducer) {
    case 'latest':
      return value.time >= chosen.time;
    case 'earliest':
      return value.time < chosen.time;
    case 'max':
      return value.time > chosen.time || value.decimal > chosen.decimal;
    default:
      return value.time < chosen.time || value.decimal < chosen.decimal;
  }
}
