// Sessions: how often a user was there, and for how long, if more than 30 minutes without an activity end a session.
//
//   spillway summarize messages.data -o sessions.ndjson --reduce examples/reducers/sessions.js

/** No other field is read, so runs are small. */
export const fields = ['timestamp'];

const GAP_SECONDS = 30 * 60;

export function reduce(user_id, activities) {
  let sessions = 0;
  let seconds = 0;
  let last;
  for (const { timestamp } of activities) {
    if (typeof timestamp !== 'number') continue;
    if (last === undefined || timestamp - last > GAP_SECONDS) sessions++;
    else seconds += timestamp - last;
    last = timestamp;
  }
  return sessions === 0 ? undefined : { user_id, sessions, seconds };
}
