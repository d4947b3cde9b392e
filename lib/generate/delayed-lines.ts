/** Lines held back until a given number of other lines has been written. */
export class DelayedLines {
  readonly #due = new Map<number, Uint8Array[]>();
  #written = 0;

  /** The line is due once `delay` more lines have been written; `delay` is at least 1. */
  add(line: Uint8Array, delay: number): void {
    const due = this.#written + delay;
    const lines = this.#due.get(due);
    if (lines === undefined) this.#due.set(due, [line]);
    else lines.push(line);
  }

  /** Call after writing each line that was not held back. Returns the lines that are due now. */
  afterLine(): readonly Uint8Array[] {
    const now = ++this.#written;
    if (this.#due.size === 0) return [];
    const lines = this.#due.get(now);
    this.#due.delete(now);
    return lines ?? [];
  }

  /** The lines still held back, in the order in which they would be due. */
  rest(): Uint8Array[] {
    const moments = [...this.#due.keys()].sort((a, b) => a - b);
    return moments.flatMap((moment) => this.#due.get(moment)!);
  }
}
