import { NamedValues } from './named-values.js';

/** The measures of a user, as written. It remembers which are numbers where a format has numbers: sums and counts. */
export class MeasureValues extends NamedValues<string> {
  readonly #numbers = new Set<string>();

  /** Whether the measure of this name is a sum or a count. Of Maps that others have made that is not known: a text. */
  static isNumber(measures: ReadonlyMap<string, string>, name: string): boolean {
    return measures instanceof MeasureValues && measures.#numbers.has(name);
  }

  setNumber(name: string, value: string): void {
    this.#numbers.add(name);
    this.set(name, value);
  }

  add(others: ReadonlyMap<string, string>): this {
    for (const [name, value] of others) {
      if (MeasureValues.isNumber(others, name)) this.setNumber(name, value);
      else this.set(name, value);
    }
    return this;
  }
}
