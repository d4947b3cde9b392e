import type { SummaryBatch } from '../records/summary-batch.js';
import { SummaryRows } from '../records/summary-rows.js';
import { FrequentNames, type NameCounts } from './frequent-names.js';
import { type SizeClasses, UserSizes } from './user-sizes.js';

/** The names in a summary, or in a part of it. Plain data, so it can be sent between threads. */
export interface SummaryNames {
  /** By attribute name: the number of users who have it. */
  readonly attributes: NameCounts;
  /** By event name: the number of its distinct ids, added up over all users. */
  readonly events: NameCounts;
  /** Users by the number of their events, and of their attributes. */
  readonly eventsOfUsers: SizeClasses;
  readonly attributesOfUsers: SizeClasses;
}

/**
 * Counts the names in summaries as they are merged, not in the lines of the log. So names that an earlier start of the
 * job read are included, and duplicates in the log do not count twice.
 */
export class SummaryNamesCounter extends SummaryRows {
  readonly #attributes = new FrequentNames();
  readonly #events = new FrequentNames();
  readonly #eventsOfUsers = new UserSizes();
  readonly #attributesOfUsers = new UserSizes();
  /** Of the user whose rows come; their number is not known before the next user does. */
  #user: { events: number; attributes: number } | undefined;

  count(batch: SummaryBatch): void {
    this.visit(batch);
  }

  addAll({ attributes, events, eventsOfUsers, attributesOfUsers }: SummaryNames): void {
    this.#attributes.addAll(attributes);
    this.#events.addAll(events);
    this.#eventsOfUsers.addAll(eventsOfUsers);
    this.#attributesOfUsers.addAll(attributesOfUsers);
  }

  /** Of all that was counted: the last user is taken to be whole. */
  get names(): SummaryNames {
    this.#endUser();
    return {
      attributes: this.#attributes.counts,
      events: this.#events.counts,
      eventsOfUsers: this.#eventsOfUsers.classes,
      attributesOfUsers: this.#attributesOfUsers.classes,
    };
  }

  protected override user(): void {
    this.#endUser();
    this.#user = { events: 0, attributes: 0 };
  }

  #endUser(): void {
    if (this.#user === undefined) return;
    this.#eventsOfUsers.add(this.#user.events);
    this.#attributesOfUsers.add(this.#user.attributes);
    this.#user = undefined;
  }

  protected override attribute(nameStart: number, nameEnd: number): void {
    if (this.#user !== undefined) this.#user.attributes++;
    this.#attributes.add(this.source, nameStart, nameEnd, 1);
  }

  protected override event(nameStart: number, nameEnd: number, countAt: number): void {
    const count = Number(this.countOf(countAt));
    if (this.#user !== undefined) this.#user.events += count;
    this.#events.add(this.source, nameStart, nameEnd, count);
  }
}
