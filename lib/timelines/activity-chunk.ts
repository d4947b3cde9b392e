import type { TimelineActivity } from './timeline-activity.js';

/** Activities of consecutive users, in order. It can be read until the next one is requested. */
export interface ActivityChunk {
  /** How many activities there are. */
  readonly length: number;
  /** Each user, and the index of its first activity here. The first user may continue the last one of the chunk before. */
  readonly users: readonly { readonly user_id: string; readonly first: number }[];
  activity(index: number): TimelineActivity;
}
