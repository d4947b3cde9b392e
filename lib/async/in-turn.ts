/** Runs operations one after the other, in the order in which they were asked for, whether they fail or not. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(operation: () => Promise<T>): Promise<T> {
    const result = this.#last.then(operation);
    this.#last = result.catch(() => {});
    return result;
  }
}
