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
  /** As attributes are compared by it; undefined if it has none that counts. Read when asked for, as `data` and `record` are. */
  readonly timestamp?: number | undefined;
  /** What its record has. */
  readonly data?: unknown;
  /** All that its line holds, as `JSON.parse` reads it. */
  readonly record?: Readonly<Record<string, unknown>>;
}

export interface AttributesActivity {
  readonly type: 'attributes';
  readonly user_id: string;
  readonly timestamp: number;
  /** Without a prototype: any name is safe, `__proto__` too. */
  readonly data: Readonly<Record<string, string | null>>;
  /** All that its line holds, as `JSON.parse` reads it. Read when asked for. */
  readonly record?: Readonly<Record<string, unknown>>;
}
