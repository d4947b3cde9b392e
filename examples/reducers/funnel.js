// A funnel: which steps a user has taken, each after the one before, and how long it took from the first to the last of them.
//
//   spillway summarize messages.data -o funnel.ndjson --reduce examples/reducers/funnel.js

export const fields = ['type', 'name', 'timestamp'];

const STEPS = ['visit', 'signup', 'purchase'];

export function reduce(user_id, activities) {
  let steps = 0;
  let first;
  let last;
  for (const { type, name, timestamp } of activities) {
    if (typeof timestamp !== 'number' || type !== 'event' || name !== STEPS[steps]) continue;
    first ??= timestamp;
    last = timestamp;
    if (++steps === STEPS.length) break;
  }
  return steps === 0 ? undefined : { user_id, steps, reached: STEPS[steps - 1], seconds: last - first };
}
