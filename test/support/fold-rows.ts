import type { Activity } from '../../lib/records/activity.js';
import type { RunRow } from './decode-block.js';

/** The rows that a run of valid activities has, by Maps, users in the order of bytes. */
export function foldRows(activities: readonly Activity[]): RunRow[] {
  const rows = new Map<string, { key: readonly (string | number)[]; row: RunRow }>();
  const latest = new Map<string, number>();
  const put = (row: RunRow, ...key: (string | number)[]) =>
    rows.set(JSON.stringify([row.user, ...key]), { key: [row.user, ...key], row });
  for (const activity of activities) {
    const user = activity.user_id;
    if (activity.type === 'event') {
      const { name, id } = activity;
      put({ user, name, id }, 2, name, isUuid(id) ? 1 : 0, id);
      continue;
    }
    for (const [name, value] of Object.entries(activity.data)) {
      const timestamp = activity.timestamp + 0;
      const key = JSON.stringify([user, name]);
      if ((latest.get(key) ?? -Infinity) > timestamp) continue;
      latest.set(key, timestamp);
      put({ user, name, timestamp, value }, 1, name);
    }
  }
  const withRows = new Set([...rows.values()].map(({ row }) => row.user));
  for (const { user_id: user } of activities) {
    if (!withRows.has(user)) put({ user, alone: true }, 0);
  }
  return [...rows.values()].sort((a, b) => compareKeys(a.key, b.key)).map(({ row }) => row);
}

function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(id);
}

function compareKeys(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [index, part] of a.entries()) {
    const other = b[index]!;
    const order =
      typeof part === 'number'
        ? part - (other as number)
        : Buffer.compare(Buffer.from(part), Buffer.from(other as string));
    if (order !== 0) return order;
  }
  return 0;
}
