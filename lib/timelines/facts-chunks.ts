import { align } from '../kernel/kernel.js';
import {
  FACTS_BYTES,
  FACTS_ID,
  FACTS_ID_LENGTH,
  FACTS_NAME,
  FACTS_NAME_LENGTH,
  FACTS_NAMED_LIKE,
  FACTS_TIME,
  FACTS_USER,
  FACTS_USER_BYTES,
  FACTS_USER_FIRST,
  FACTS_USER_LENGTH,
  FACTS_WITH_IDS,
  FACTS_WITH_NAMES,
} from '../kernel/layout/timeline.js';
import type { Folder, Piece } from '../runs/folder.js';
import type { ActivityChunk } from './activity-chunk.js';
import { openTimelines } from './open-timelines.js';
import type { TimelineActivity } from './timeline-activity.js';

const FACTS_WORDS = FACTS_BYTES / 4;
const USER_WORDS = FACTS_USER_BYTES / 4;

export interface FactsOptions {
  /** The facts that are wanted. */
  readonly fields: readonly string[];
  /** The timestamp of all activities (NaN: none) where records have numbers instead. Default: that of each record. */
  readonly time?: number | undefined;
}

/** Like `activityChunks`, of records that hold facts alone. */
export function* factsChunks(
  folder: Folder,
  pieces: readonly Piece[],
  records: number,
  free: number,
  { fields, time }: FactsOptions,
): Generator<ActivityChunk, void, void> {
  const { exports, memory } = folder.kernel;
  const { table, most } = openTimelines(folder, pieces, records, free, FACTS_BYTES + FACTS_USER_BYTES);
  const userTable = align(table + most * FACTS_BYTES);
  const wanted =
    (fields.includes('name') ? FACTS_WITH_NAMES : 0) | (fields.includes('id') ? FACTS_WITH_IDS : 0);
  const { start, end } = folder.output;
  const reader = new FactsReader(fields, time);
  for (;;) {
    folder.requireRunning();
    const count = exports.nextFacts(table, userTable, most, wanted, start, end);
    if (count === 0) return;
    reader.read(memory.buffer, { table, count, userTable, users: exports.usersOfFacts() });
    yield reader;
  }
}

interface Tables {
  readonly table: number;
  readonly count: number;
  readonly userTable: number;
  readonly users: number;
}

/** An activity with any facts: those that are not wanted are no members. */
interface Facts {
  user_id?: string | undefined;
  type?: 'event' | 'attributes' | undefined;
  id?: string | undefined;
  name?: string | undefined;
  timestamp?: number | undefined;
}

/** Makes activities from the kernel's tables when they are asked for: each is an object of its own. */
class FactsReader implements ActivityChunk {
  length = 0;
  users: { user_id: string; first: number }[] = [];
  /** All wanted members, in the order of `fields`, so that all activities are objects of one shape. */
  readonly #template: Facts;
  readonly #time: number | undefined;
  readonly #user: boolean;
  readonly #type: boolean;
  readonly #id: boolean;
  readonly #name: boolean;
  readonly #timestamp: boolean;
  #bytes = Buffer.alloc(0);
  #words = new Uint32Array(0);
  #times = new Float64Array(0);
  /** By the index of the first activity that has the name. */
  #names: string[] = [];
  /** The index of the current user, of whose activities one is asked for after the other. */
  #current = 0;

  constructor(fields: readonly string[], time: number | undefined) {
    this.#template = Object.fromEntries(fields.map((field) => [field, undefined]));
    this.#time = time;
    [this.#user, this.#type] = [fields.includes('user_id'), fields.includes('type')];
    [this.#id, this.#name] = [fields.includes('id'), fields.includes('name')];
    this.#timestamp = fields.includes('timestamp');
  }

  read(memory: ArrayBuffer, { table, count, userTable, users }: Tables): void {
    this.length = count;
    if (this.#bytes.buffer !== memory) this.#bytes = Buffer.from(memory);
    this.#words = new Uint32Array(memory, table, count * FACTS_WORDS);
    this.#times = new Float64Array(memory, table, (count * FACTS_BYTES) / 8);
    this.#names = [];
    this.#current = 0;
    const words = new Uint32Array(memory, userTable, users * USER_WORDS);
    this.users = [];
    for (let word = 0; word < words.length; word += USER_WORDS) {
      const user_id = this.#text(words[word + FACTS_USER / 4]!, words[word + FACTS_USER_LENGTH / 4]!);
      this.users.push({ user_id, first: words[word + FACTS_USER_FIRST / 4]! });
    }
  }

  activity(index: number): TimelineActivity {
    const activity = { ...this.#template };
    const word = index * FACTS_WORDS;
    if (this.#timestamp) activity.timestamp = this.#timeOf(index);
    const nameLength = this.#words[word + FACTS_NAME_LENGTH / 4]!;
    if (this.#type) activity.type = nameLength === 0 ? 'attributes' : 'event';
    if (this.#user) activity.user_id = this.#userOf(index);
    if (nameLength === 0) return activity as TimelineActivity;
    if (this.#name) activity.name = this.#nameOf(word, nameLength);
    if (this.#id)
      activity.id = this.#text(this.#words[word + FACTS_ID / 4]!, this.#words[word + FACTS_ID_LENGTH / 4]!);
    return activity as TimelineActivity;
  }

  #timeOf(index: number): number | undefined {
    const time = this.#time ?? this.#times[(index * FACTS_BYTES + FACTS_TIME) / 8]!;
    // Small integers take no memory of their own.
    const integer = time | 0;
    if (integer === time) return integer;
    return Number.isNaN(time) ? undefined : time;
  }

  #nameOf(word: number, length: number): string {
    const first = this.#words[word + FACTS_NAMED_LIKE / 4]!;
    const known = this.#names[first];
    if (known !== undefined) return known;
    const name = this.#text(this.#words[word + FACTS_NAME / 4]!, length);
    this.#names[first] = name;
    return name;
  }

  #userOf(index: number): string {
    const { users } = this;
    while ((users[this.#current + 1]?.first ?? this.length) <= index) this.#current++;
    return users[this.#current]!.user_id;
  }

  #text(start: number, length: number): string {
    return this.#bytes.toString('utf8', start, start + length);
  }
}
