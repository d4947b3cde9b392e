import { readFileSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { summarize } from '../../lib/index.js';
import { withFolder } from '../support/folder.js';

const START = Date.UTC(2025, 11, 30) / 1000;

function event(user_id: string, minutes: number, name: string, id: string, data: object = {}) {
  return { type: 'event', user_id, name, id, timestamp: START + minutes * 60, data };
}

/** Not in the order of time, and with copies. */
const ACTIVITIES = [
  event('ann', 50, 'purchase', 'p1', { price: 19.9 }),
  event('ann', 0, 'visit', 'v1', { campaign: 'spring, "late"' }),
  event('ann', 10, 'visit', 'v2', { campaign: 'autumn' }),
  { type: 'attributes', user_id: 'ann', timestamp: START + 40 * 60, data: { plan: 'pro' } },
  event('ann', 20, 'signup', 's1'),
  event('ann', 50, 'purchase', 'p1', { price: 19.9 }),
  event('ann', 2000, 'purchase', 'p2', { price: '0.20' }),
  event('ann', 2100, 'purchase', 'p2', { price: '0.20' }),
  event('bob', 5, 'signup', 's2'),
  event('bob', 36, 'visit', 'v3'),
  { type: 'event', user_id: 'bob', name: 'visit', id: 'v4' },
  { type: 'event', user_id: 'cid', name: 'purchase', id: 'p3' },
];

const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  sessions: ['{"user_id":"ann","sessions":3,"seconds":3000}', '{"user_id":"bob","sessions":2,"seconds":0}'],
  funnel: [
    '{"user_id":"ann","steps":3,"reached":"purchase","seconds":3000}',
    '{"user_id":"bob","steps":1,"reached":"visit","seconds":0}',
  ],
  'first-touch': ['"ann","spring, ""late""",20.30'],
  rfm: [
    '{"user_id":"ann","recency":0,"frequency":2,"monetary":20.1}',
    '{"user_id":"cid","recency":null,"frequency":1,"monetary":0}',
  ],
};

for (const [name, lines] of Object.entries(EXPECTED)) {
  test(`the reducer ${name} of the examples gives what it promises`, (t) =>
    withFolder(async (folder) => {
      const [source, output] = [`${folder}/log`, `${folder}/out`];
      writeFileSync(source, ACTIVITIES.map((activity) => `${JSON.stringify(activity)}\n`).join(''));
      const { users } = await summarize({ source, output, reduce: `examples/reducers/${name}.js` });
      t.is(users, 3);
      t.is(readFileSync(output, 'utf8'), lines.map((line) => `${line}\n`).join(''));
    }));
}
