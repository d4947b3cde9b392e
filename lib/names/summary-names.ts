import type { SummaryBatch } from '../records/summary-batch.js';
import { SummaryRows } from '../records/summary-rows.js';
import { FrequentNames, type NameCounts } from './frequent-names.js';

/** The names in a summary, or in a part of it. Plain data: it can be sent between threads. */
export interface SummaryNames {
  /** Of each attribute name, how many users have it. */
  readonly attributes: NameCounts;
  /** Of each event name, how many distinct ids it has, those of all users added up. */
  readonly events: NameCounts;
}

/**
 * Counts the names of summaries as they are merged, not those of the log's lines: so what an earlier start of the job
 * has read counts, and what was written twice in the log does not count twice.
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
