import test from 'ava';
import { countTable } from '../../lib/report/count-table.js';

const rowsOf = (text: string) => text.split('\n').filter((line) => line.startsWith('<tr><th scope="row">'));

test('a row has a name, a bar to the scale of the greatest count, and the count', (t) => {
  const { text } = countTable(['code', 'lines'], 'reject', [
    { name: 'delimiter', count: 8000 },
    { name: 'bad-id', count: 2000 },
    { name: 'none', count: 0 },
  ]);
  t.regex(text, /<th scope="col">code<\/th><td><\/td><th scope="col" class="number">lines<\/th>/);
  t.deepEqual(
    rowsOf(text),
    [
      ['delimiter', '100%', '8,000'],
      ['bad-id', '25%', '2,000'],
      ['none', '0%', '0'],
    ].map(
      ([name, width, count]) =>
        `<tr><th scope="row"><bdi>${name}</bdi></th><td class="bar"><span class="reject" style="width:${width}"></span></td><td class="number">${count}</td></tr>`,
    ),
  );
});

test('a text takes the place of the number', (t) => {
  const { text } = countTable(['event', 'ids'], 'event', [{ name: 'page', count: 7, text: '≥ 7' }]);
  t.regex(text, /<td class="number">≥ 7<\/td>/);
});

test('a name is text, whatever it contains', (t) => {
  const { text } = countTable(['event', 'ids'], 'event', [{ name: '<i>&"', count: 1 }]);
  t.regex(text, /<bdi>&lt;i&gt;&amp;&quot;<\/bdi>/);
});

test('a name of more than 60 characters is cut between characters, and whole in its tooltip', (t) => {
  const [fits, long] = ['😀'.repeat(60), '😀'.repeat(61)];
  const { text } = countTable(['event', 'ids'], 'event', [
    { name: fits, count: 2 },
    { name: long, count: 1 },
  ]);
  const [first, second] = rowsOf(text);
  t.true(first!.includes(`<bdi>${fits}</bdi>`));
  t.true(second!.includes(`<bdi title="${long}">${'😀'.repeat(59)}…</bdi>`));
});

test('a table without rows has its head', (t) => {
  const { text } = countTable(['event', 'ids'], 'event', []);
  t.regex(text, /<thead>/);
  t.deepEqual(rowsOf(text), []);
});
