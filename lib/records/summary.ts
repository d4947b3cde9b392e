/** One user's summary as a plain object. Those that are made here can be written as JSON: their Maps become objects. */
export interface Summary {
  readonly user_id: string;
  /** Attribute name → latest value, names ascending by UTF-8 bytes. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Event name → number of distinct ids, names ascending by UTF-8 bytes. */
  readonly events: ReadonlyMap<string, number>;
  /** Measure name → value as written, names ascending by UTF-8 bytes; only if there are measures. */
  readonly measures?: ReadonlyMap<string, string>;
}
