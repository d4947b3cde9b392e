// RFM: how long ago a user has bought something last, how often, and for how much. Purchases of one id count once, whatever
// their timestamps; exact copies never come twice anyway.
//
//   spillway summarize messages.data -o rfm.ndjson --reduce examples/reducers/rfm.js

/** The moment that recency counts from: fixed, so that the same log gives the same answer. */
const NOW_SECONDS = Date.UTC(2026, 0, 1) / 1000;
const DAY_SECONDS = 24 * 60 * 60;

export function reduce(user_id, activities) {
  const ids = new Set();
  let cents = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (const { type, name, id, timestamp, data } of activities) {
    if (type !== 'event' || name !== 'purchase' || ids.has(id)) continue;
    ids.add(id);
    cents += Math.round(Number(data?.price ?? 0) * 100);
    if (typeof timestamp === 'number') last = Math.max(last, timestamp);
  }
  if (ids.size === 0) return undefined;
  const recency = Number.isFinite(last) ? Math.floor((NOW_SECONDS - last) / DAY_SECONDS) : null;
  return { user_id, recency, frequency: ids.size, monetary: cents / 100 };
}
