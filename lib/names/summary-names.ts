import type { SummaryBatch } from '../records/summary-batch.js';
import { SummaryRows } from '../records/summary-rows.js';
import { FrequentNames, type NameCounts } from './frequent-names.js';

/** The names in a summary, or in a part of it. Plain data, so it can be sent between threads. */
export interface SummaryNames {
  /** By attribute name: the number of users who have it. */
  readonly attributes: NameCounts;
  /** By event name: the number of its distinct ids, added up over all users. */
  readonly events: NameCounts;
}

/**
 * Counts the names in summaries as they are merged, not in the lines of the log. So names that an earlier start of the
 * job read are included, and duplicates in the log do not count twice.
 */
export class SummaryNamesCounter extends SummaryRows {
  readonly #attributes = new FrequentNames();
  readonly #events = new FrequentNames();

  count(batch: SummaryBatch): void {
    this.visit(batch);
  }

  addAll({ attributes, events }: SummaryNames): void {
    this.#attributes.addAll(attributes);
    this.#events.addAll(events);
  }

  get names(): SummaryNames {
    return { attributes: this.#attributes.counts, events: this.#events.counts };
  }

  protected override user(): void {}

  protected override attribute(nameStart: number, nameEnd: number): void {
    this.#attributes.add(this.source, nameStart, nameEnd, 1);
  }

  protected override event(nameStart: number, nameEnd: number, countAt: number): void {
    this.#events.add(this.source, nameStart, nameEnd, Number(this.countOf(countAt)));
  }
}
