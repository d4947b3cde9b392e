import type { Activity } from '../../lib/records/activity.js';
import type { UserOrder } from '../../lib/records/user-order.js';

interface State {
  attributes: Map<string, { timestamp: number; value: string | null }>;
  events: Map<string, Set<string>>;
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function byNumber(a: string, b: string): number {
  const [left, right] = [/^-?\d+$/.test(a), /^-?\d+$/.test(b)];
  if (left !== right) return left ? -1 : 1;
  if (!left || BigInt(a) === BigInt(b)) return byBytes(a, b);
  return BigInt(a) < BigInt(b) ? -1 : 1;
}

const ESCAPES: Record<string, string> = { '\n': '\\n', '\r': '\\r' };
const escaped = (text: string) => text.replace(/[\\,=\n\r]/g, (char) => ESCAPES[char] ?? `\\${char}`);

/** The lines of valid activities, by Maps; delimiters escaped, empty sections kept. */
export function foldActivities(activities: readonly Activity[], order: UserOrder): string {
  const states = new Map<string, State>();
  for (const activity of activities) {
    const state = states.get(activity.user_id) ?? { attributes: new Map(), events: new Map() };
    states.set(activity.user_id, state);
    if (activity.type === 'event') {
      state.events.set(activity.name, (state.events.get(activity.name) ?? new Set()).add(activity.id));
      continue;
    }
    for (const [name, value] of Object.entries(activity.data)) {
      const known = state.attributes.get(name);
      if (known !== undefined && known.timestamp > activity.timestamp) continue;
      state.attributes.set(name, { timestamp: activity.timestamp, value });
    }
  }
  return [...states]
    .sort(([a], [b]) => (order === 'numeric' ? byNumber(a, b) : byBytes(a, b)))
    .map(([user, { attributes, events }]) => {
      const attributeTexts = [...attributes]
        .filter(([, { value }]) => value !== null)
        .sort(([a], [b]) => byBytes(a, b))
        .map(([name, { value }]) => `${escaped(name)}=${escaped(value!)}`);
      const eventTexts = [...events]
        .sort(([a], [b]) => byBytes(a, b))
        .map(([name, ids]) => `${escaped(name)}=${ids.size}`);
      return `${escaped(user)},${attributeTexts.join(',')},${eventTexts.join(',')}\n`;
    })
    .join('');
}
