import { SummaryBatch } from '../records/summary-batch.js';
import type { UserOrder } from '../records/user-order.js';
import type { UserRange } from '../records/user-range.js';
import { type UserPiece, userPieces } from './user-pieces.js';

/** The rows of a user are held up to this many bytes: at the end of each batch there is one whose rows may continue. */
const MAX_HELD = 2 ** 20;

type Batches = AsyncIterable<SummaryBatch> | Iterable<SummaryBatch>;

export interface Comparison {
  readonly order: UserOrder;
  /** The summaries as they were, in order. A batch is valid until the next one is requested. */
  readonly before: Batches;
  /** The summaries as they are. */
  readonly after: Batches;
  /** The summaries as they are of a range of users, once more: for a user whose rows are too many to be held. */
  readonly again: (users: UserRange) => Batches;
  /** Called for each user that no longer exists. */
  readonly onGone: () => void;
}

/**
 * The summaries that are new or other than before, in their order: batches that are valid until the next one is requested.
 * Rows are compared by their bytes as they come, so little of a user is held, however many rows there are.
 */
export async function* changedSummaries(comparison: Comparison): AsyncGenerator<SummaryBatch, void, void> {
  const { order, again, onGone } = comparison;
  const [before, after] = [new Side(comparison.before), new Side(comparison.after)];
  try {
    let [old, now] = [await before.next(), await after.next()];
    while (old !== undefined || now !== undefined) {
      const place = old === undefined ? 1 : now === undefined ? -1 : old.compareUser(now, order);
      if (place < 0) {
        onGone();
        old = await before.pass(old!);
        continue;
      }
      if (place > 0 && !now!.last) {
        yield new SummaryBatch(now!.whole, 1);
        now = after.nextOfBatch() ?? (await after.next());
        continue;
      }
      if (place === 0 && !old!.last && !now!.last) {
        if (!old!.hasSameRows(now!)) yield new SummaryBatch(now!.whole, 1);
        old = before.nextOfBatch() ?? (await before.next());
        now = after.nextOfBatch() ?? (await after.next());
        continue;
      }
      // The rows may continue in the next batch, after which this one is not valid any more.
      const user = Uint8Array.from(now!.user!);
      after.hold(now!);
      const same = place === 0 && (await sameRows(before, old!, after, now!));
      if (place === 0) old = await before.pass(old!);
      await after.skipRest();
      const held = after.takeHeld();
      now = await after.next();
      if (same) continue;
      if (held !== undefined) yield new SummaryBatch(held, 1);
      else yield* again({ from: user, before: now === undefined ? undefined : Uint8Array.from(now.user!) });
    }
  } finally {
    await before.close();
    await after.close();
  }
}

/** Compares the rows of a user, batch by batch. */
async function sameRows(before: Side, old: UserPiece, after: Side, now: UserPiece): Promise<boolean> {
  let [left, right]: [Uint8Array | undefined, Uint8Array | undefined] = [old.rows, now.rows];
  // Each side is asked for more only when its rows are used up, so that they are valid until then.
  for (;;) {
    if (left !== undefined && left.length === 0) left = await before.more();
    if (right !== undefined && right.length === 0) right = await after.more();
    if (left === undefined || right === undefined) return left === right;
    const length = Math.min(left.length, right.length);
    if (Buffer.compare(left.subarray(0, length), right.subarray(0, length)) !== 0) return false;
    [left, right] = [left.subarray(length), right.subarray(length)];
  }
}

/** One of the streams that are compared, user by user. */
class Side {
  readonly #batches: AsyncIterator<SummaryBatch> | Iterator<SummaryBatch>;
  #pieces: readonly UserPiece[] = [];
  #index = 0;
  /** Copies of the rows of the user at hand, if they are held; undefined if they are too many. */
  #held: Uint8Array[] | undefined;

  constructor(batches: Batches) {
    this.#batches =
      Symbol.asyncIterator in batches ? batches[Symbol.asyncIterator]() : batches[Symbol.iterator]();
  }

  /** The first rows of the next user; undefined after the last one. All rows of the user at hand must have been taken. */
  async next(): Promise<UserPiece | undefined> {
    return (await this.#has()) ? this.#pieces[this.#index++] : undefined;
  }

  /** Like `next`, if the batch at hand has another one; without waiting. */
  nextOfBatch(): UserPiece | undefined {
    if (this.#index === this.#pieces.length) return undefined;
    return this.#pieces[this.#index++];
  }

  /** More rows of the user at hand; undefined if there are none. */
  async more(): Promise<Uint8Array | undefined> {
    if (!(await this.#has()) || this.#pieces[this.#index]!.user !== undefined) return undefined;
    const { rows } = this.#pieces[this.#index++]!;
    if (this.#held === undefined) return rows;
    this.#held.push(Uint8Array.from(rows));
    if (this.#held.reduce((sum, { length }) => sum + length, 0) > MAX_HELD) this.#held = undefined;
    return rows;
  }

  /** Passes over what is left of the user at hand. */
  async skipRest(): Promise<void> {
    while ((await this.more()) !== undefined);
  }

  /** Holds the rows of the user at hand, of which this is the first piece. */
  hold({ whole }: UserPiece): void {
    this.#held = [Uint8Array.from(whole)];
  }

  /** All rows of the user at hand as a batch, if they were few enough to be held. */
  takeHeld(): Uint8Array | undefined {
    const held = this.#held && Buffer.concat(this.#held);
    this.#held = undefined;
    return held;
  }

  /** The user after the one whose rows begin with this piece. */
  async pass({ last }: UserPiece): Promise<UserPiece | undefined> {
    if (last) await this.skipRest();
    return this.next();
  }

  async close(): Promise<void> {
    await this.#batches.return?.();
  }

  async #has(): Promise<boolean> {
    while (this.#index === this.#pieces.length) {
      const { value, done } = await this.#batches.next();
      if (done === true) return false;
      this.#pieces = userPieces(value);
      this.#index = 0;
    }
    return true;
  }
}
