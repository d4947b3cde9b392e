import { SpillwayError } from '../../errors.js';

/** Two numbers of 64 bits: the part whose turn it is, and where its next line goes. */
const TURN_BYTES = 16;
const PART = 0;
const OFFSET = 1;
/** Stands for the part, or a greater number does, when no more turns come: beyond any number of parts. */
const GIVEN_UP = 2n ** 62n;

/**
 * Whose turn it is to write to a file that several threads write, part by part: only when one part is written is it known
 * where the next one begins. It lies in memory that threads share, so that the turn passes from worker to worker though
 * they never wait for messages.
 */
export class OutputTurn {
  readonly #words: BigInt64Array<SharedArrayBuffer>;

  /** `memory`: that of a turn in another thread. Default: a new one, of part 0 at the beginning of the file. */
  constructor(memory = new SharedArrayBuffer(TURN_BYTES)) {
    this.#words = new BigInt64Array(memory);
  }

  /** What can be sent to another thread. */
  get memory(): SharedArrayBuffer {
    return this.#words.buffer;
  }

  isOf(part: number): boolean {
    return Atomics.load(this.#words, PART) === BigInt(part);
  }

  /** Where the part whose turn it has become begins, in bytes. */
  get offset(): number {
    return Number(Atomics.load(this.#words, OFFSET));
  }

  /** Blocks the thread until it is the part's turn. Fails with `aborted` if no more turns come. */
  await(part: number): void {
    for (let now = Atomics.load(this.#words, PART); now !== BigInt(part); ) {
      if (now >= GIVEN_UP) throw new SpillwayError('aborted', 'the output was given up');
      Atomics.wait(this.#words, PART, now);
      now = Atomics.load(this.#words, PART);
    }
  }

  /** For whoever has the turn: it is the next part's, which begins at an offset. */
  pass(offset: number): void {
    Atomics.store(this.#words, OFFSET, BigInt(offset));
    Atomics.add(this.#words, PART, 1n);
    Atomics.notify(this.#words, PART);
  }

  /** No more turns come: whoever waits for one waits no longer. */
  giveUp(): void {
    Atomics.store(this.#words, PART, GIVEN_UP);
    Atomics.notify(this.#words, PART);
  }
}
