import type { SummaryBatch } from '../records/summary-batch.js';
import { SummaryRows } from '../records/summary-rows.js';
import { compareUsers, type UserOrder } from '../records/user-order.js';

/** The rows of a user in a batch: all of them, unless they continue from the batch before or in the next one. Valid as long as it. */
export class UserPiece {
  readonly #batch: Buffer;
  readonly #start: number;
  readonly #user: readonly [start: number, end: number] | undefined;
  readonly #rows: number;
  readonly #end: number;
  /** Whether it is the last one of its batch, so that the user may continue. */
  readonly last: boolean;

  /** Where in the batch it begins, where its user's id is, if it begins here, and where its other rows begin and end. */
  constructor(
    batch: Buffer,
    start: number,
    user: readonly [start: number, end: number] | undefined,
    rows: number,
    end: number,
    last: boolean,
  ) {
    this.#batch = batch;
    this.#start = start;
    this.#user = user;
    this.#rows = rows;
    this.#end = end;
    this.last = last;
  }

  /** Undefined if the user began in a batch before. */
  get user(): Uint8Array | undefined {
    return this.#user && this.#batch.subarray(...this.#user);
  }

  /** The rows, without the one that names the user. */
  get rows(): Uint8Array {
    return this.#batch.subarray(this.#rows, this.#end);
  }

  /** The rows with the one that names the user: a batch of their own. */
  get whole(): Uint8Array {
    return this.#batch.subarray(this.#start, this.#end);
  }

  /** How its user compares with that of another one; both begin in their batches. */
  compareUser(other: UserPiece, order: UserOrder): number {
    if (order !== 'bytes') return compareUsers(this.user!, other.user!, order);
    const [start, end] = this.#user!;
    const [otherStart, otherEnd] = other.#user!;
    return this.#batch.compare(other.#batch, otherStart, otherEnd, start, end);
  }

  hasSameRows(other: UserPiece): boolean {
    const length = this.#end - this.#rows;
    if (length !== other.#end - other.#rows) return false;
    return this.#batch.compare(other.#batch, other.#rows, other.#end, this.#rows, this.#end) === 0;
  }
}

/** Cuts a batch where users begin. */
export function userPieces(batch: SummaryBatch): UserPiece[] {
  return new UserCuts().cut(batch);
}

class UserCuts extends SummaryRows {
  /** Starts and ends of ids, in turn. */
  #users: number[] = [];

  cut(batch: SummaryBatch): UserPiece[] {
    const { buffer, byteOffset, length } = batch.bytes;
    const bytes = Buffer.from(buffer, byteOffset, length);
    this.#users = [];
    this.visit(batch);
    const users = this.#users;
    const startOf = (index: number): number => {
      const [start, end] = [users[index]!, users[index + 1]!];
      return start - varintBytes(end - start) - 1;
    };
    const pieces: UserPiece[] = [];
    let next = users.length === 0 ? length : startOf(0);
    if (next > 0)
      pieces.push(new UserPiece(bytes, 0, undefined, continuedHeadBytes(bytes), next, users.length === 0));
    for (let index = 0; index < users.length; index += 2) {
      const start = next;
      const last = index + 2 === users.length;
      next = last ? length : startOf(index + 2);
      const end = users[index + 1]!;
      pieces.push(new UserPiece(bytes, start, [users[index]!, end], end, next, last));
    }
    return pieces;
  }

  protected user(start: number, end: number): void {
    this.#users.push(start, end);
  }

  protected attribute(): void {}
  protected event(): void {}
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let left = value; left >= 0x80; left = Math.floor(left / 128)) bytes++;
  return bytes;
}

/** Bytes of the row that says whose rows continue. */
function continuedHeadBytes(bytes: Uint8Array): number {
  let length = 0;
  let at = 1;
  for (let factor = 1; ; factor *= 128) {
    const byte = bytes[at++]!;
    length += (byte & 0x7f) * factor;
    if (byte < 0x80) return at + length;
  }
}
