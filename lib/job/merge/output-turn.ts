import { SpillwayError } from '../../errors.js';

/** Two numbers of 64 bits: the part whose turn it is, and where its next line goes. */
const TURN_BYTES = 16;
const PART = 0;
const OFFSET = 1;
/** The value of `PART`, or a greater one, once the output is given up: no job has that many parts. */
const GIVEN_UP = 2n ** 62n;

/**
 * Whose turn it is to write to a file that several threads write, part by part: where a part begins is only known when the
 * part before it is written. The turn is in shared memory, so it passes from worker to worker without messages.
 */
export class OutputTurn {
  readonly #words: BigInt64Array<SharedArrayBuffer>;

  /** `memory`: that of the turn in another thread. Default: a new turn, of part 0 at offset 0. */
  constructor(memory = new SharedArrayBuffer(TURN_BYTES)) {
    this.#words = new BigInt64Array(memory);
  }

  /** The shared memory, to be sent to another thread. */
  get memory(): SharedArrayBuffer {
    return this.#words.buffer;
  }

  isOf(part: number): boolean {
    return Atomics.load(this.#words, PART) === BigInt(part);
  }

  /** Offset in bytes at which the part whose turn it is begins. */
  get offset(): number {
    return Number(Atomics.load(this.#words, OFFSET));
  }

  /** Blocks the thread until it is the part's turn. Fails with `aborted` if the output is given up. */
  await(part: number): void {
    for (let now = Atomics.load(this.#words, PART); now !== BigInt(part); ) {
      if (now >= GIVEN_UP) throw new SpillwayError('aborted', 'the output was given up');
      Atomics.wait(this.#words, PART, now);
      now = Atomics.load(this.#words, PART);
    }
  }

  /** Gives the turn to the next part, which begins at `offset`. Only the thread that has the turn may call it. */
  pass(offset: number): void {
    Atomics.store(this.#words, OFFSET, BigInt(offset));
    Atomics.add(this.#words, PART, 1n);
    Atomics.notify(this.#words, PART);
  }

  /** Gives up the output, which also ends all waiting in `await`. */
  giveUp(): void {
    Atomics.store(this.#words, PART, GIVEN_UP);
    Atomics.notify(this.#words, PART);
  }
}
