/** Runs operations one at a time, in the order of the calls. One that fails does not keep the next from running. */
export class OperationQueue {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(operation: () => Promise<T>): Promise<T> {
    const result = this.#last.then(operation);
    this.#last = result.catch(() => {});
    return result;
  }
}
