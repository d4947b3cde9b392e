import { SpillwayError } from '../errors.js';
import { placeOfReject, type Reject } from '../records/reject.js';
import type { PositionUnit } from '../records/source-position.js';

/** Counts rejects, and fails with `too-many-rejects` when there are more than `max`. */
export class RejectLimit {
  readonly #max: number;
  #total: number;

  /** `before`: how many lines earlier starts of the job rejected. */
  constructor(max: number, before: number) {
    this.#max = max;
    this.#total = before;
  }

  count(rejects: readonly Reject[], unit: PositionUnit): void {
    const allowed = this.#max - this.#total;
    this.#total += rejects.length;
    if (rejects.length <= allowed) return;
    const first = rejects[Math.max(0, allowed)];
    const place =
      first === undefined
        ? 'all of them by earlier starts'
        : `the first one beyond is ${placeOfReject(first, unit)}: ${first.code}, ${first.message}`;
    const way =
      first?.code === 'delimiter'
        ? '; such texts are escaped unless delimiters is reject, and ndjson and csv take them as they are'
        : '';
    throw new SpillwayError(
      'too-many-rejects',
      `more lines were rejected than maxRejects (${this.#max}) allows; ${place}${way}`,
      { offset: first?.offset, expected: this.#max, found: first?.code, option: 'maxRejects' },
    );
  }
}
