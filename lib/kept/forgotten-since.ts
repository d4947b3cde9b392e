import type { ForgottenUsers } from '../checkpoint/manifest.js';
import type { SummaryBatch } from '../records/summary-batch.js';
import { hashOfUser } from './barred-users.js';
import { userPieces } from './user-pieces.js';

/** The users who were forgotten since the last finished job, less those whom later bytes have brought back. */
export class ForgottenSince {
  readonly #key: string;
  readonly #gone: Set<string>;

  constructor(forgotten: ForgottenUsers | undefined) {
    this.#key = forgotten?.key ?? '';
    this.#gone = new Set(forgotten?.gone);
  }

  /** Takes users that exist. */
  pass(batch: SummaryBatch): void {
    if (this.#gone.size === 0) return;
    for (const { user } of userPieces(batch)) {
      if (user !== undefined) this.#gone.delete(hashOfUser(this.#key, Buffer.from(user).toString()));
    }
  }

  get gone(): number {
    return this.#gone.size;
  }
}
