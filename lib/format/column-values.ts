import type { FactKind, SummaryColumn } from './summary-column.js';

/** A number with all its digits, as it is written. */
export interface ExactNumber {
  readonly number: string;
}

/** A value of a wide row: the UTF-8 bytes of a text, a count, or a sum. */
export type ColumnValue = Uint8Array | bigint | ExactNumber | undefined;

/** Collects the facts of one user that columns ask for. */
export class ColumnValues {
  readonly #columns: readonly SummaryColumn[];
  readonly #byName = new Map<string, number[]>();
  /** Lengths of names that are asked for: the others need not be decoded. */
  readonly #lengths = new Set<number>();
  #values: ColumnValue[];

  constructor(columns: readonly SummaryColumn[]) {
    this.#columns = columns;
    for (const [index, { name }] of columns.entries()) {
      this.#byName.set(name, [...(this.#byName.get(name) ?? []), index]);
      this.#lengths.add(Buffer.byteLength(name));
    }
    this.#values = this.#none();
  }

  /** Whether a name of that many bytes may be asked for. */
  mayBe(bytes: number): boolean {
    return this.#lengths.has(bytes);
  }

  /** `value` is called only if a column asks for the fact. */
  set(kind: FactKind, name: string, value: () => ColumnValue): void {
    for (const index of this.#byName.get(name) ?? []) {
      const wanted = this.#columns[index]!.kind;
      // Without a kind an attribute, which comes first, is preferred.
      if (wanted === kind || (wanted === undefined && this.#values[index] === undefined))
        this.#values[index] = value();
    }
  }

  /** The values of the user, one for each column; the next user begins. */
  take(): ColumnValue[] {
    const values = this.#values;
    this.#values = this.#none();
    return values;
  }

  #none(): ColumnValue[] {
    return new Array<ColumnValue>(this.#columns.length).fill(undefined);
  }
}
