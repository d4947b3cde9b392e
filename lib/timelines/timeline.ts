import { SpillwayError } from '../errors.js';
import type { ActivityChunk } from './activity-chunks.js';
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

  *[Symbol.iterator](): Generator<TimelineActivity, void, void> {
    if (this.#begun) {
      throw new SpillwayError(
        'bad-pipeline',
        'activities can be read only once; keep them with [...activities]',
      );
    }
    this.#begun = true;
    for (;;) {
      if (this.#over) throw new SpillwayError('bad-pipeline', 'activities were read after the user was done');
      const activity = this.#cursor.nextActivity();
      if (activity === undefined) return;
      yield activity;
    }
  }

  /** Call it before the next user: nothing can be read any more. */
  end(): void {
    this.#over = true;
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

/** Goes through the activities of chunks, user by user. */
class TimelineCursor {
  readonly #chunks: Iterator<ActivityChunk>;
  #chunk: ActivityChunk = { activities: [], users: [] };
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
    while (this.#user_id !== undefined && this.nextActivity() !== undefined) this.#next = this.#end;
    if (this.#user + 1 === this.#chunk.users.length && !this.#nextChunk()) return undefined;
    this.#enter();
    return this.#user_id;
  }

  nextActivity(): TimelineActivity | undefined {
    while (this.#next === this.#end) {
      if (this.#user + 1 < this.#chunk.users.length || !this.#nextChunk()) return undefined;
      if (this.#chunk.users[0]!.user_id !== this.#user_id) return undefined;
      this.#enter();
    }
    return this.#chunk.activities[this.#next++];
  }

  #enter(): void {
    const { activities, users } = this.#chunk;
    this.#user++;
    this.#user_id = users[this.#user]!.user_id;
    this.#next = users[this.#user]!.first;
    this.#end = users[this.#user + 1]?.first ?? activities.length;
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
