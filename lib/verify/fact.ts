import type { SummaryRecord } from './records.js';

/** One thing that a summary in NDJSON or CSV says about a user. Texts are `latin1` strings, one character per byte. */
export interface Fact {
  readonly user: string;
  /** Empty for a user about whom nothing else is said. */
  readonly kind: 'attribute' | 'event' | 'measure' | '';
  readonly name: string;
  /** For an event, its count. */
  readonly value: string;
  /** The line or row it comes from. */
  readonly record: SummaryRecord;
}

/** What a fact is about. No two facts of a summary may be about the same. */
export type FactKey = Pick<Fact, 'user' | 'kind' | 'name'>;

/** A line or row that does not belong in a summary. */
export class UnreadableRecord {
  readonly record: SummaryRecord;
  /** What is wrong with it, as the end of a sentence: `it has 3 fields, not 4`. */
  readonly reason: string;

  constructor(record: SummaryRecord, reason: string) {
    this.record = record;
    this.reason = reason;
  }
}

export function isAbout(fact: FactKey, key: FactKey): boolean {
  return fact.user === key.user && fact.kind === key.kind && fact.name === key.name;
}
