/** Whether work is to stop: an AbortSignal, or what stands for one in another thread. */
export interface Stop {
  readonly aborted: boolean;
}

/** Raised in one thread, it is seen by another at once, also while that one takes no messages. */
export class StopFlag implements Stop {
  readonly #words: Int32Array<SharedArrayBuffer>;

  /** `memory`: that of a flag in another thread. Default: a new one, which is not raised. */
  constructor(memory = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.#words = new Int32Array(memory);
  }

  /** What can be sent to another thread. */
  get memory(): SharedArrayBuffer {
    return this.#words.buffer;
  }

  get aborted(): boolean {
    return Atomics.load(this.#words, 0) !== 0;
  }

  raise(): void {
    Atomics.store(this.#words, 0, 1);
  }
}
