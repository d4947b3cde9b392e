import test from 'ava';
import fc from 'fast-check';
import { type Chart, chart, type Interval, percent } from '../../lib/report/chart.js';

const CHART: Chart = {
  title: 'Memory',
  about: 'Of the process.',
  series: [
    {
      name: 'memory',
      color: 'memory',
      intervals: [
        { from: 0, to: 2, value: 50 },
        { from: 2, to: 10, value: 128 },
      ],
    },
  ],
  seconds: 10,
  format: (value) => `${value} bytes`,
};

/** The `d` of each path of a class. */
function paths(text: string, kind: 'line' | 'below'): string[] {
  return [...text.matchAll(new RegExp(`<path class="${kind} [a-z]+" d="([^"]*)"/>`, 'g'))].map(([, d]) => d!);
}

test('a series is drawn as steps to the scale of its axes, and the area below it is closed', (t) => {
  const { text } = chart(CHART);
  // The axis of values ends at 128; the picture is 1000 wide and 100 high.
  t.deepEqual(paths(text, 'line'), ['M0 60.94H200L200 0H1000']);
  t.deepEqual(paths(text, 'below'), ['M0 60.94H200L200 0H1000V100H0Z']);
});

test('every value is in a tooltip and in the table', (t) => {
  const { text } = chart(CHART);
  t.regex(text, /<title>0 s to 2 s: 50 bytes<\/title>/);
  t.regex(text, /<title>2 s to 10 s: 128 bytes<\/title>/);
  t.regex(text, /<summary>Memory as a table<\/summary>/);
  t.regex(text, /<th scope="row">2 s to 10 s<\/th><td class="number">128 bytes<\/td>/);
});

test('only a chart of several series has a legend and names them in its table', (t) => {
  const other = { name: 'merging', color: 'merge', intervals: [{ from: 0, to: 1, value: 1 }] } as const;
  const [one, two] = [chart(CHART).text, chart({ ...CHART, series: [...CHART.series, other] }).text];
  t.notRegex(one, /class="legend"|<td>memory<\/td>/);
  t.regex(two, /<li><span class="swatch memory"><\/span>memory<\/li>.*<span class="swatch merge">/);
  t.regex(two, /<td>merging<\/td><th scope="row">0 s to 1 s<\/th>/);
});

test('the end of a phase is marked where it is on the time axis, and only if there is one', (t) => {
  t.notRegex(chart(CHART).text, /class="phase"/);
  t.regex(
    chart({ ...CHART, phaseEnd: 2.5 }).text,
    /<line class="phase" x1="250" x2="250" y1="0" y2="100"\/>/,
  );
});

test('the title and the description are the accessible name of the picture, escaped', (t) => {
  const { text } = chart({ ...CHART, title: '<b>', about: '"&' });
  t.regex(text, /role="img" aria-label="&lt;b&gt;\. &quot;&amp;"/);
  t.notRegex(text, /<b>/);
});

test('a chart without values or without time has axes, but draws nothing', (t) => {
  for (const empty of [
    { ...CHART, seconds: 0, series: [{ ...CHART.series[0]!, intervals: [] }] },
    { ...CHART, series: [] },
  ]) {
    const { text } = chart(empty);
    t.notRegex(text, /NaN|Infinity|undefined/);
    t.deepEqual(paths(text, 'line'), []);
    t.regex(text, /<line class="grid"/);
  }
});

test('every point lies within the picture', (t) =>
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 2 ** 50, noNaN: true })),
        {
          minLength: 1,
          maxLength: 30,
        },
      ),
      (steps) => {
        let end = 0;
        const intervals = steps.map(([length, value]): Interval => {
          const from = end;
          end += length;
          return { from, to: end, value };
        });
        const { text } = chart({ ...CHART, seconds: end, series: [{ ...CHART.series[0]!, intervals }] });
        const [line] = paths(text, 'line');
        const points = [...line!.matchAll(/[ML]([\d.]+) ([\d.]+)H([\d.]+)/g)];
        t.is(points.length, intervals.length);
        for (const [, from, y, to] of points) {
          t.true(
            Number(from) <= Number(to) && Number(to) <= 1000 && Number(y) >= 0 && Number(y) <= 100,
            line,
          );
        }
      },
    ),
    { numRuns: 50 },
  ));

test('a percentage has at most three decimals, and is 0 of nothing', (t) => {
  t.is(percent(1, 3), '33.333%');
  t.is(percent(1, 2), '50%');
  t.is(percent(0, 7), '0%');
  t.is(percent(5, 0), '0%');
});
