import { readFile, writeFile } from 'node:fs/promises';
import test from 'ava';
import { type SummarizeOptions, summarize } from '../../../lib/index.js';
import { drawLog } from '../../support/draw-log.js';
import { withFolder } from '../../support/folder.js';
import { Random } from '../../support/random.js';
import { readParquet } from '../../support/read-parquet.js';

interface Row {
  readonly user_id: string;
  readonly attributes: Record<string, string>;
  readonly events: Record<string, number>;
}

const rowsIn = <T>(bytes: Buffer) =>
  bytes
    .toString()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as T);

/** A log and its summary as NDJSON, for jobs that write it otherwise. */
function withLog(
  use: (
    summary: readonly Row[],
    write: (options: Partial<SummarizeOptions>) => Promise<Buffer>,
  ) => Promise<void>,
): Promise<void> {
  return withFolder(async (folder) => {
    await writeFile(`${folder}/log`, drawLog(new Random(7), 2 ** 21));
    const write = async (options: Partial<SummarizeOptions>): Promise<Buffer> => {
      const output = `${folder}/${options.output ?? 'out.ndjson'}`;
      await summarize({ source: `${folder}/log`, memory: '1MiB', grain: 2 ** 14, ...options, output });
      return readFile(output);
    };
    await use(rowsIn<Row>(await write({})), write);
  });
}

for (const workers of [1, 3]) {
  test(`Parquet holds every fact of the summary, in its order, with ${workers} workers`, (t) =>
    withLog(async (summary, write) => {
      const rows = await readParquet(await write({ output: 'out.parquet', workers }));
      const facts = summary.flatMap(({ user_id, attributes, events }) => {
        const all = [
          ...Object.entries(attributes).map(([name, value]) => [user_id, 'attribute', name, value]),
          ...Object.entries(events).map(([name, count]) => [user_id, 'event', name, String(count)]),
        ];
        return all.length > 0 ? all : [[user_id, null, null, null]];
      });
      // JSON.parse puts names that are whole numbers first.
      const sorted = (all: unknown[][]) => all.map((fact) => JSON.stringify(fact)).sort();
      const found = rows.map(({ user_id, kind, name, value }) => [user_id, kind, name, value]);
      t.true(facts.length > 1000);
      t.deepEqual(sorted(found), sorted(facts));
      t.deepEqual(
        [...new Set(found.map(([user]) => user))],
        summary.map(({ user_id }) => user_id),
      );
    }));

  test(`the most frequent names are the columns of the wide form, with ${workers} workers`, (t) =>
    withLog(async (summary, write) => {
      const counts = new Map<string, number>();
      const add = (name: string, count: number) => counts.set(name, (counts.get(name) ?? 0) + count);
      for (const { attributes, events } of summary) {
        for (const name of Object.keys(attributes)) add(`attribute:${name}`, 1);
        for (const [name, count] of Object.entries(events)) add(`event:${name}`, count);
      }
      const rows = rowsIn<Record<string, unknown>>(await write({ top: 3, workers }));
      const [, ...labels] = Object.keys(rows[0]!);
      t.is(labels.length, 3);
      const least = [...counts.values()].sort((a, b) => b - a)[2]!;
      for (const label of labels) {
        const found = ['', 'attribute:', 'event:'].map((kind) => counts.get(`${kind}${label}`) ?? 0);
        t.true(Math.max(...found) >= least, label);
      }
      t.is(rows.length, summary.length);
    }));
}

test('columns that are named hold the values of the summary, in every format and for any workers', (t) =>
  withLog(async (summary, write) => {
    const attribute = summary.flatMap(({ attributes }) => Object.keys(attributes))[0]!;
    const event = summary.flatMap(({ events }) => Object.keys(events))[0]!;
    const columns = [`attribute:${attribute}`, `event:${event}`];
    const expected = summary.map(({ attributes, events }) => [
      attributes[attribute] ?? null,
      events[event] ?? null,
    ]);
    const values = (rows: Record<string, unknown>[]) =>
      rows.map((row) =>
        Object.values(row)
          .slice(1)
          .map((value) => (typeof value === 'bigint' ? Number(value) : value)),
      );
    const ndjson = await write({ columns, workers: 3 });
    t.deepEqual(values(rowsIn(ndjson)), expected);
    t.deepEqual(await write({ columns, workers: 1 }), ndjson);
    t.deepEqual(values(await readParquet(await write({ columns, output: 'out.parquet' }))), expected);
    const csv = await write({ columns, output: 'out.csv', workers: 3 });
    t.is(csv.toString().split('\n')[0]!.split(',')[0], 'user_id');
    t.deepEqual(await write({ columns, output: 'out.csv', workers: 1 }), csv);
  }));

for (const [options, message] of [
  [{ top: 3, columns: ['a'] }, /top must be left out where columns are named/],
  [{ top: 3, reduce: 'r.js' }, /top must be left out: a reducer/],
  [{ columns: ['a'], reduce: 'r.js' }, /columns must be left out: a reducer/],
  [{ top: 0 }, /top must be a whole number between 1 and 1000/],
  [{ top: 1, output: 'out' }, /top must be left out of the line format/],
  [{ columns: ['a'], output: 'out' }, /columns are not of the line format/],
  [{ columns: 'a' as never }, /columns must be a list of names/],
  [{ output: 'out.xz' }, /\.xz is not written/],
] as const) {
  test(`the form ${JSON.stringify(options)} is refused before anything is read`, async (t) => {
    const call = summarize({ source: 'none', output: 'out.ndjson', ...options });
    await t.throwsAsync(call, { code: 'bad-option', message });
  });
}
