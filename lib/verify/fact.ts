import type { SummaryRecord } from './records.js';

/** One thing that a summary in NDJSON or CSV says of a user. Texts are `latin1` strings, one character a byte. */
export interface Fact {
  readonly user: string;
  /** Empty of a user of whom nothing else is said. */
  readonly kind: 'attribute' | 'event' | '';
  readonly name: string;
  /** Of an event, its count. */
  readonly value: string;
  /** The line or row that says so. */
  readonly record: SummaryRecord;
}

/** What a fact is about: two facts of a summary must not agree in it. */
export type FactKey = Pick<Fact, 'user' | 'kind' | 'name'>;

/** A line or row that is none of a summary. */
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
