/**
 * An activity as a plain object, with the field names of the source. `user_id` and `id` are texts (a number's JSON
 * source text); attribute values are the texts that a summary would show, `null` where the attribute is cleared.
 */
export type Activity = EventActivity | AttributesActivity;

export interface EventActivity {
  readonly type: 'event';
  readonly user_id: string;
  readonly id: string;
  readonly name: string;
}

export interface AttributesActivity {
  readonly type: 'attributes';
  readonly user_id: string;
  readonly timestamp: number;
  /** Without a prototype: any name is safe, `__proto__` too. */
  readonly data: Readonly<Record<string, string | null>>;
}
