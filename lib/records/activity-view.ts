import {
  RECORD_ID_LENGTH,
  RECORD_ID_OFFSET,
  RECORD_LINE_LENGTH,
  RECORD_LINE_OFFSET,
  RECORD_NAME_LENGTH,
  RECORD_NAME_OFFSET,
  RECORD_SHAPE,
  RECORD_USER_LENGTH,
  RECORD_USER_OFFSET,
  RECORD_WORDS,
  SHAPE_EVENT,
} from '../kernel/layout/columns.js';
import type { ActivityColumns } from './activity-columns.js';
import { BatchText } from './batch-text.js';
import { dataAt } from './data-at.js';
import { dataOfRecord } from './data-of-record.js';

/**
 * One activity of a batch, read as it is asked for. It is a view that moves on to the next activity: it must not be kept
 * longer than the call that it is given to.
 */
export class ActivityView {
  readonly #columns: ActivityColumns;
  readonly #text: BatchText;
  #index = 0;
  #record = 0;

  constructor(columns: ActivityColumns) {
    this.#columns = columns;
    this.#text = new BatchText(columns.bytes);
  }

  get type(): 'event' | 'attributes' {
    return this.#isEvent ? 'event' : 'attributes';
  }

  get user_id(): string {
    return this.#textAt(RECORD_USER_OFFSET, RECORD_USER_LENGTH);
  }

  /** An event's id. */
  get id(): string | undefined {
    return this.#isEvent ? this.#textAt(RECORD_ID_OFFSET, RECORD_ID_LENGTH) : undefined;
  }

  /** An event's name. */
  get name(): string | undefined {
    return this.#isEvent ? this.#textAt(RECORD_NAME_OFFSET, RECORD_NAME_LENGTH) : undefined;
  }

  /** As attributes are compared by it; of an event undefined if it has none that counts. */
  get timestamp(): number | undefined {
    const timestamp = this.#columns.timestamps[this.#index]!;
    return Number.isNaN(timestamp) ? undefined : timestamp;
  }

  /** Of attributes the texts as a summary shows them, of an event what its record has. */
  get data(): unknown {
    if (!this.#isEvent) return dataAt(this.#columns, this.#index);
    return dataOfRecord(this.record, this.#columns.mapping);
  }

  /** All that its line holds, as `JSON.parse` reads it. */
  get record(): Readonly<Record<string, unknown>> {
    return JSON.parse(this.line) as Record<string, unknown>;
  }

  /** Its line, without the line end. */
  get line(): string {
    const start = this.#word(RECORD_LINE_OFFSET);
    return this.#text.slice(start, start + this.#word(RECORD_LINE_LENGTH));
  }

  /** For whoever made it. */
  moveTo(index: number): void {
    this.#index = index;
    this.#record = index * RECORD_WORDS;
  }

  get #isEvent(): boolean {
    return (this.#word(RECORD_SHAPE) & SHAPE_EVENT) !== 0;
  }

  #textAt(offset: number, length: number): string {
    const start = this.#word(offset);
    return this.#text.slice(start, start + this.#word(length));
  }

  #word(word: number): number {
    return this.#columns.records[this.#record + word]!;
  }
}
