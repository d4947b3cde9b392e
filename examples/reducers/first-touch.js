// First-touch attribution: the campaign that a user came by first gets all that the user has spent.
//
//   spillway summarize messages.data -o first-touch.csv --reduce examples/reducers/first-touch.js

export function reduce(user_id, activities) {
  let campaign;
  let cents = 0;
  for (const { type, name, data } of activities) {
    if (type !== 'event') continue;
    if (typeof data?.campaign === 'string') campaign ??= data.campaign;
    // Whole cents, because sums of decimal fractions are not exact.
    if (name === 'purchase') cents += Math.round(Number(data?.price ?? 0) * 100);
  }
  if (cents === 0) return undefined;
  const quoted = (text) => `"${text.replaceAll('"', '""').replace(/[\r\n]/g, ' ')}"`;
  return [quoted(user_id), quoted(campaign ?? 'none'), (cents / 100).toFixed(2)].join(',');
}
