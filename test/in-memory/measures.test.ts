import test from 'ava';
import { summarizeInMemory } from '../../lib/in-memory/summarize-in-memory.js';
import type { Measures } from '../../lib/mapping/read-measures.js';

interface Event {
  readonly id: string | number;
  readonly [field: string]: unknown;
}

async function summary(measures: Measures, events: readonly Event[]): Promise<string> {
  const lines = events.map((event) => JSON.stringify({ user_id: 'u', type: 'event', name: 'e', ...event }));
  const { output, rejects } = await summarizeInMemory(Buffer.from(lines.join('\n')), { measures });
  return [...output].join('') + rejects.map(({ code, message }) => `${code}: ${message}\n`).join('');
}

test('sums are exact in decimal', async (t) => {
  const events = [{ id: 1, p: 0.1 }, { id: 2, p: '0.2' }, { id: 3, p: '-0.30' }, { id: 4 }];
  t.is(await summary({ s: { sum: 'p' } }, events), 'u,,e=4,s=0\n');
  t.is(await summary({ s: { sum: 'p' } }, events.slice(0, 2)), 'u,,e=2,s=0.3\n');
});

test('of the copies of an event the first one counts, also where it has no value', async (t) => {
  const events = [{ id: 1, p: 1 }, { id: 1, p: 9 }, { id: 2 }, { id: 2, p: 5 }];
  t.is(
    await summary({ d: { distinct: 'p' }, m: { max: 'p' }, s: { sum: 'p' } }, events),
    'u,,e=2,d=1,m=1,s=1\n',
  );
});

test('of equal values the first in the source counts, of equal times the first or the last', async (t) => {
  const events = [
    { id: 1, p: '1.0', timestamp: 1 },
    { id: 2, p: 1, timestamp: 1 },
  ];
  const measures = { a: { min: 'p' }, b: { max: 'p' }, c: { earliest: 'p' }, d: { latest: 'p' } };
  t.is(await summary(measures, events), 'u,,e=2,a=1.0,b=1.0,c=1.0,d=1\n');
});

test('a measure takes only the events that it names', async (t) => {
  const events = [
    { id: 1, p: 1 },
    { id: 2, p: 2, name: 'f' },
  ];
  t.is(await summary({ s: { sum: 'p', events: ['f'] } }, events), 'u,,e=1,f=1,s=2\n');
});

test('a user without a value has an empty section', async (t) => {
  t.is(await summary({ s: { sum: 'p' } }, [{ id: 1, p: null }]), 'u,,e=1,\n');
});

test('a value that is not what its measure needs rejects the line, and the message says why', async (t) => {
  const found = async (p: unknown, measure = {}) =>
    (await summary({ s: { sum: 'p.q', ...measure } }, [{ id: 1, p }])).replace(/.*, found /, '');
  t.is(await found({ q: 'x' }), 'another string\n');
  t.is(await found({ q: [] }), 'an array\n');
  t.is(await found({ q: '1e40' }), 'one of 10^40 or more\n');
  t.is(await found({ q: '1e-41' }), 'one with a digit beyond the 40th decimal place\n');
  t.is(await found('x'), 'a string at p, on the way to p.q\n');
});

test('a value at the earliest or latest time needs a time', async (t) => {
  const measures = { a: { latest: 'p' } };
  t.is(
    await summary(measures, [{ id: 1, p: 1 }]),
    'bad-timestamp: timestamp must be a finite number, found nothing\n',
  );
  t.is(await summary(measures, [{ id: 1 }]), 'u,,e=1,\n');
});
