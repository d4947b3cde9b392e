import type { SummaryBatch } from '../records/summary-batch.js';
import { SummaryRows } from '../records/summary-rows.js';

/** The rows of a user in a batch: all of them, unless they continue from the batch before or in the next one. */
export interface UserPiece {
  /** Undefined if the user began in a batch before. */
  readonly user: Uint8Array | undefined;
  /** The rows, without the one that names the user. */
  readonly rows: Uint8Array;
  /** The rows with the one that names the user: a batch of their own. */
  readonly whole: Uint8Array;
  /** Whether it is the last one of its batch, so that the user may continue. */
  readonly last: boolean;
}

/** Cuts a batch where users begin. The pieces are views of its bytes. */
export function userPieces(batch: SummaryBatch): UserPiece[] {
  return new UserCuts().cut(batch);
}

class UserCuts extends SummaryRows {
  #users: { readonly start: number; readonly end: number }[] = [];

  cut(batch: SummaryBatch): UserPiece[] {
    const { bytes } = batch;
    this.#users = [];
    this.visit(batch);
    const starts = this.#users.map(({ start, end }) => start - varintBytes(end - start) - 1);
    const pieces: UserPiece[] = [];
    const first = starts[0] ?? bytes.length;
    if (first > 0) {
      const head = continuedHeadBytes(bytes);
      const rows = bytes.subarray(head, first);
      pieces.push({ user: undefined, rows, whole: bytes.subarray(0, first), last: starts.length === 0 });
    }
    for (const [index, { start, end }] of this.#users.entries()) {
      const next = starts[index + 1] ?? bytes.length;
      pieces.push({
        user: bytes.subarray(start, end),
        rows: bytes.subarray(end, next),
        whole: bytes.subarray(starts[index]!, next),
        last: index === starts.length - 1,
      });
    }
    return pieces;
  }

  protected user(start: number, end: number): void {
    this.#users.push({ start, end });
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
