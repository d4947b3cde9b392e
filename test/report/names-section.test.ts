import test from 'ava';
import type { NameCounts } from '../../lib/names/frequent-names.js';
import { namesSection } from '../../lib/report/names-section.js';

const NONE: NameCounts = { atLeast: new Map(), missed: 0 };

function eventsSection(counts: Readonly<Record<string, number>>, missed = 0): string {
  const events = { atLeast: new Map(Object.entries(counts)), missed };
  return namesSection({ events, attributes: NONE }).text.split('<h2>Most frequent attributes')[0]!;
}

/** Name and count of each row. */
function rowsOf(text: string): string[] {
  const rows = text.matchAll(/<bdi>([^<]*)<\/bdi>.*?<td class="number">([^<]*)</g);
  return [...rows].map(([, name, count]) => `${name} ${count}`);
}

test('names are listed by descending count, and those of equal count by name', (t) => {
  t.deepEqual(rowsOf(eventsSection({ b: 2, page: 1500, a: 2, view: 30 })), [
    'page 1,500',
    'view 30',
    'a 2',
    'b 2',
  ]);
});

test('events and attributes have a table each', (t) => {
  const { text } = namesSection({
    events: { atLeast: new Map([['page', 2]]), missed: 0 },
    attributes: { atLeast: new Map([['city', 3]]), missed: 0 },
  });
  t.deepEqual(rowsOf(text), ['page 2', 'city 3']);
  t.regex(text, /distinct ids<\/th>.*<bdi>page.*users<\/th>.*<bdi>city/s);
});

test('twenty names are listed, and a note says how many there are in all', (t) => {
  const counts = (names: number) =>
    Object.fromEntries(Array.from({ length: names }, (_, index) => [`name${index}`, 1000 - index]));
  const all = eventsSection(counts(20));
  t.is(rowsOf(all).length, 20);
  t.notRegex(all, /in all/);
  const more = eventsSection(counts(1021));
  t.deepEqual(rowsOf(more), rowsOf(all).slice(0, 20));
  t.regex(more, /1,021 names in all; the counts are exact\./);
});

test('where counts are not exact, only names that are certainly among the most frequent are listed', (t) => {
  const text = eventsSection({ page: 9000, view: 1001, buy: 1000, rare: 3 }, 1000);
  t.deepEqual(rowsOf(text), ['page ≥ 9,000', 'view ≥ 1,001']);
  t.regex(text, /up to 1,000 too low, and names that occur up to 2,000 times may be missing/);
});

test('without names the section says so', (t) => {
  t.regex(eventsSection({}), /<p class="none">None\.<\/p>/);
  t.regex(eventsSection({ rare: 3 }, 5), /None\..*too many different names/s);
});
