// Lines that need more memory for their columns than lines usually do.
import test from 'ava';
import { batchRoom } from '../../lib/kernel/batch-room.js';
import { instantiateKernel } from '../../lib/kernel/kernel.js';
import { type Mapping, readMapping } from '../../lib/mapping/read-mapping.js';
import { columnsPlan, twice } from '../../lib/parse/columns-plan.js';
import { LineScanner } from '../../lib/parse/line-scanner.js';
import { readInMemory } from '../support/in-memory-reading.js';
import { readByScanner } from '../support/read-by-scanner.js';

const MAX_LINE = 2 ** 22;
const repeat = (count: number, of: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => of(index)).join(',');

const LIST: Mapping = { user_id: '^.u', otherwise: 'event', records: 'list', id: 'i', name: '^.n' };
const LARGE: readonly [title: string, map: Mapping, line: string][] = [
  ['many elements that are no records', LIST, `{"list":[${'0,'.repeat(3000)}0]}`],
  [
    'ids by line of many small elements',
    { ...LIST, id: { line: true }, name: { constant: 'n'.repeat(50) } },
    `{"u":1,"list":[${'{},'.repeat(900)}{}]}`,
  ],
  [
    'a long text of the line that each element has in its id',
    { ...LIST, id: { all: ['^.u', 'i'] } },
    `{"u":"\\u0061${'b'.repeat(2000)}","n":"e","list":[${repeat(60, (index) => `{"i":${index}}`)}]}`,
  ],
  [
    'many attributes of the line, some of which are cleared, in each element',
    { ...LIST, otherwise: 'both', data: { all: ['^.d', 'd'] }, unset: '^.gone' },
    `{"u":1,"n":"e","d":{${repeat(60, (index) => `"a${index}":"\\u0062"`)}},"gone":["a7"],"list":[${repeat(60, (index) => `{"i":${index},"d":{"x":1}}`)}]}`,
  ],
  [
    'a long text of JSON, in which another one is',
    { user_id: 'u', otherwise: 'both', id: 'p.q.i', name: 'p.q.n', data: 'p.q.d', json: ['p', 'p.q'] },
    JSON.stringify({
      u: 1,
      p: JSON.stringify({
        q: JSON.stringify({ i: 1, n: 'e', d: Object.fromEntries(Array(3000).entries()) }),
      }),
    }),
  ],
  [
    'a long object that several measures read as it stands',
    {
      ...LIST,
      measures: Object.fromEntries([1, 2, 3].map((n) => [`m${n}`, { distinct: ['^.o', `x${n}`] }])),
    },
    `{"u":1,"n":"e","o":{"a": [${'1, '.repeat(500)}1]},"list":[${repeat(20, (index) => `{"i":${index}}`)}]}`,
  ],
];

for (const [title, map, line] of LARGE) {
  test(`records are read alike however much memory they need: ${title}`, async (t) => {
    const usual = '{"u":1,"list":[{"i":"a"}]}';
    const log = Buffer.from(`${usual}\n${line}\n${usual}\n`);
    const mapping = readMapping('test', map);
    const inRoom = new LineScanner({
      maxLine: MAX_LINE,
      mapping,
      room: batchRoom(instantiateKernel(), 2 ** 23),
    });
    const expected = await readInMemory(log, { maxLine: MAX_LINE, delimiters: 'escape', map });
    for (const scanner of [new LineScanner({ maxLine: MAX_LINE, mapping }), inRoom]) {
      for (let pass = 0; pass < 2; pass++) {
        t.deepEqual(readByScanner(scanner, log, 'escape'), expected);
      }
    }
  });
}

test('a plan has room for what forms make, and the next one for twice as much', (t) => {
  const plan = columnsPlan(readMapping('test', 'posthog'));
  t.like(plan, { forms: true, recordsPerLine: 3, texts: 2 });
  t.like(twice(plan), { recordsPerLine: 6, texts: 4, entries: 2 * plan.entries });
  t.like(columnsPlan(readMapping('test', 'segment')), { forms: false, recordsPerLine: 1, indexSpace: 0 });
});
