/** Says whether work must stop: an AbortSignal, or its counterpart in another thread. */
export interface Stop {
  readonly aborted: boolean;
}

/** When one thread raises it, all others see it at once, even while they process no messages. */
export class StopFlag implements Stop {
  readonly #words: Int32Array<SharedArrayBuffer>;

  /** `memory`: of a flag in another thread. Default: new memory, with the flag not raised. */
  constructor(memory = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.#words = new Int32Array(memory);
  }

  /** Shared memory, to send to another thread. */
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
