import { SpillwayError } from '../errors.js';
import type { ActivityChunk } from './activity-chunk.js';
import type { TimelineActivity } from './timeline-activity.js';

/** The activities of one user, in order. They can be read once, and only while the user is at hand. */
export class Timeline implements Iterable<TimelineActivity> {
  readonly user_id: string;
  readonly #cursor: TimelineCursor;
  #begun = false;
  #over = false;

  constructor(user_id: string, cursor: TimelineCursor) {
    this.user_id = user_id;
    this.#cursor = cursor;
  }

  [Symbol.iterator](): IterableIterator<TimelineActivity> {
    if (this.#begun) {
      throw new SpillwayError(
        'bad-pipeline',
        'activities can be read only once; keep them with [...activities]',
      );
    }
    this.#begun = true;
    return new ActivityIterator(this, this.#cursor);
  }

  get isOver(): boolean {
    return this.#over;
  }

  /** Call it before the next user: nothing can be read any more. */
  end(): void {
    this.#over = true;
  }
}

/** A class, because a generator takes several times as long for each activity. */
class ActivityIterator implements IterableIterator<TimelineActivity> {
  readonly #timeline: Timeline;
  readonly #cursor: TimelineCursor;
  #done = false;

  constructor(timeline: Timeline, cursor: TimelineCursor) {
    this.#timeline = timeline;
    this.#cursor = cursor;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<TimelineActivity, undefined> {
    if (this.#done) return { done: true, value: undefined };
    if (this.#timeline.isOver)
      throw new SpillwayError('bad-pipeline', 'activities were read after the user was done');
    const value = this.#cursor.nextActivity();
    if (value !== undefined) return { done: false, value };
    this.#done = true;
    return { done: true, value: undefined };
  }

  return(): IteratorResult<TimelineActivity, undefined> {
    this.#done = true;
    return { done: true, value: undefined };
  }
}

/** The timelines of chunks, one after the other. Each can be read until the next one is requested. */
export function* timelinesOf(chunks: Iterator<ActivityChunk>): Generator<Timeline, void, void> {
  const cursor = new TimelineCursor(chunks);
  for (let user_id = cursor.nextUser(); user_id !== undefined; user_id = cursor.nextUser()) {
    const timeline = new Timeline(user_id, cursor);
    try {
      yield timeline;
    } finally {
      timeline.end();
    }
  }
}

const NOTHING: ActivityChunk = {
  length: 0,
  users: [],
  activity() {
    throw new RangeError('there is no activity');
  },
};

/** Goes through the activities of chunks, user by user. */
class TimelineCursor {
  readonly #chunks: Iterator<ActivityChunk>;
  #chunk: ActivityChunk = NOTHING;
  /** Index of the current user in the chunk. */
  #user = -1;
  #user_id: string | undefined;
  /** Index of the next activity in the chunk, and where those of the user end in it. */
  #next = 0;
  #end = 0;
  /** Kept, because a reducer may catch it: then it must not count as the end. */
  #failure: unknown;

  constructor(chunks: Iterator<ActivityChunk>) {
    this.#chunks = chunks;
  }

  /** Passes over what is left of the current user. */
  nextUser(): string | undefined {
    if (this.#user_id !== undefined) while (this.#passChunk());
    if (this.#user + 1 === this.#chunk.users.length && !this.#nextChunk()) return undefined;
    this.#enter();
    return this.#user_id;
  }

  nextActivity(): TimelineActivity | undefined {
    if (this.#next === this.#end && !this.#passChunk()) return undefined;
    return this.#chunk.activity(this.#next++);
  }

  /** Passes over what is left of the current user in this chunk; whether it continues in the next one. */
  #passChunk(): boolean {
    this.#next = this.#end;
    if (this.#user + 1 < this.#chunk.users.length || !this.#nextChunk()) return false;
    if (this.#chunk.users[0]!.user_id !== this.#user_id) return false;
    this.#enter();
    return true;
  }

  #enter(): void {
    const { length, users } = this.#chunk;
    this.#user++;
    this.#user_id = users[this.#user]!.user_id;
    this.#next = users[this.#user]!.first;
    this.#end = users[this.#user + 1]?.first ?? length;
  }

  #nextChunk(): boolean {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      const { done, value } = this.#chunks.next();
      if (done === true) return false;
      this.#chunk = value;
    } catch (error) {
      this.#failure = error;
      throw error;
    }
    this.#user = -1;
    this.#next = 0;
    this.#end = 0;
    return true;
  }
}
