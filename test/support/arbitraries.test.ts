import test from 'ava';
import fc from 'fast-check';
import { linesOf } from '../../lib/in-memory/lines.js';
import { readLine } from '../../lib/in-memory/read-line.js';
import { summarizeInMemory } from '../../lib/in-memory/summarize-in-memory.js';
import { totalRejects } from '../../lib/records/counters.js';
import { REJECT_CODES } from '../../lib/records/reject.js';
import { activityLineArbitrary, anonymousLineArbitrary, logArbitrary } from './arbitraries.js';

const ESCAPED = { delimiters: 'escape' } as const;

test('logs contain every kind of line and every reject code of jobs without measures', async (t) => {
  const source = Buffer.concat(
    fc.sample(logArbitrary(), { seed: 7, numRuns: 200 }).flatMap((log) => [log, Buffer.from('\n')]),
  );
  const { counters } = await summarizeInMemory(source, { maxLine: '1KiB', delimiters: 'reject' });
  t.deepEqual(
    Object.keys(counters.rejects).sort(),
    REJECT_CODES.filter((code) => code !== 'bad-measure').sort(),
  );
  t.true(counters.anonymous > 0);
  t.true(totalRejects(counters) < counters.lines / 2);
});

test('users, attribute names, timestamps and event ids repeat within a log', async (t) => {
  const met = { activities: 0, users: 0, values: 0, attributes: 0, timestamps: 0, events: 0, ids: 0 };
  for (const log of fc.sample(logArbitrary({ broken: false }), { seed: 7, numRuns: 100 })) {
    const seen = { users: new Set(), attributes: new Set(), timestamps: new Set(), ids: new Set() };
    for await (const { bytes } of linesOf([log])) {
      const fate = readLine(bytes, { maxLine: 2 ** 20, rejectDelimiters: false });
      if (fate.kind !== 'event' && fate.kind !== 'attributes') continue;
      met.activities++;
      seen.users.add(fate.user);
      if (fate.kind === 'event') {
        met.events++;
        seen.ids.add(JSON.stringify([fate.user, fate.name, fate.id]));
      } else {
        for (const name of fate.values.keys()) {
          met.values++;
          seen.attributes.add(JSON.stringify([fate.user, name]));
          seen.timestamps.add(JSON.stringify([fate.user, name, fate.timestamp]));
        }
      }
    }
    met.users += seen.users.size;
    met.attributes += seen.attributes.size;
    met.timestamps += seen.timestamps.size;
    met.ids += seen.ids.size;
  }
  t.true(met.users < 0.5 * met.activities, JSON.stringify(met));
  t.true(met.attributes < 0.8 * met.values, JSON.stringify(met));
  t.true(met.timestamps < 0.98 * met.values, JSON.stringify(met));
  t.true(met.ids < 0.95 * met.events, JSON.stringify(met));
});

test('activity lines are valid where delimiters are escaped', async (t) => {
  await fc.assert(
    fc.asyncProperty(activityLineArbitrary(), async (line) => {
      const { counters, rejects } = await summarizeInMemory(line, ESCAPED);
      t.deepEqual(rejects, []);
      t.is(counters.events + counters.attributes, 1);
    }),
  );
});

test('anonymous lines are anonymous', async (t) => {
  await fc.assert(
    fc.asyncProperty(anonymousLineArbitrary(), async (line) => {
      t.is((await summarizeInMemory(line, ESCAPED)).counters.anonymous, 1);
    }),
  );
});
