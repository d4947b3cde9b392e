/** Lines that wait until a number of other lines have been written. */
export class DelayedLines {
  readonly #due = new Map<number, Uint8Array[]>();
  #written = 0;

  /** The line is due when `delay` more lines have been written: 1 or more. */
  add(line: Uint8Array, delay: number): void {
    const due = this.#written + delay;
    const lines = this.#due.get(due);
    if (lines === undefined) this.#due.set(due, [line]);
    else lines.push(line);
  }

  /** To be called after each line that was written, other than these; gives those that are due now. */
  afterLine(): readonly Uint8Array[] {
    const now = ++this.#written;
    if (this.#due.size === 0) return [];
    const lines = this.#due.get(now);
    this.#due.delete(now);
    return lines ?? [];
  }

  /** Those that wait still, in the order in which they would be due. */
  rest(): Uint8Array[] {
    const moments = [...this.#due.keys()].sort((a, b) => a - b);
    return moments.flatMap((moment) => this.#due.get(moment)!);
  }
}
