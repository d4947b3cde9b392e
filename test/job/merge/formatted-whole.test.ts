import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import test from 'ava';
import { summarize } from '../../../lib/index.js';
import { formattedWhole, partForm } from '../../../lib/job/merge/formatted-whole.js';
import { drawLog } from '../../support/draw-log.js';
import { withFolder } from '../../support/folder.js';
import { Random } from '../../support/random.js';
import { summarizeStopped } from '../../support/summarize-stopped.js';

const FORM = { delimiters: 'escape', emptySections: 'keep' } as const;

test('only the parts of a Parquet file are left to the main thread', (t) => {
  const lines = { chunks: () => [] };
  t.is(partForm({ ...FORM, format: 'parquet' }).format, 'rows');
  t.not(formattedWhole(lines, { ...FORM, format: 'parquet' }, { memory: 1 }), lines);
  t.is(partForm({ ...FORM, format: 'csv' }).format, 'csv');
  t.is(formattedWhole(lines, { ...FORM, format: 'csv' }, { memory: 1 }), lines);
});

test('a job that is stopped while it writes Parquet leaves nothing, and resumes to the same bytes', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/log`, drawLog(new Random(3), 2 ** 20));
    const job = {
      source: `${folder}/log`,
      output: `${folder}/out.parquet`,
      memory: '1MiB',
      workers: 1,
    } as const;
    t.false(await summarizeStopped(job, 1, ({ phase }) => phase === 'merge'));
    t.false(existsSync(job.output));
    t.true((await summarize(job)).resumedFrom > 0);
    t.true(existsSync(job.output));
  }));

const DUCKDB = new URL(
  '../../../../benchmarks/peers/node_modules/@duckdb/node-api/lib/index.js',
  import.meta.url,
);

// Installed by `npm run bench:peers`.
const withDuckDB = existsSync(DUCKDB) ? test : test.skip;

withDuckDB('DuckDB reads the same facts from Parquet as from CSV', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/log`, drawLog(new Random(5), 2 ** 21));
    const job = { source: `${folder}/log`, memory: '1MiB' } as const;
    await summarize({ ...job, output: `${folder}/long.parquet` });
    await summarize({ ...job, output: `${folder}/long.csv`, format: 'csv' });
    await summarize({ ...job, output: `${folder}/wide.parquet`, top: 5 });
    const { DuckDBInstance } = await import(DUCKDB.href);
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const csv = `read_csv('${folder}/long.csv', header = true, all_varchar = true, nullstr = '\\x01')`;
    const parquet = `read_parquet('${folder}/long.parquet')`;
    const facts = `user_id, coalesce(kind, '') AS kind, coalesce(name, '') AS name, coalesce(value, '') AS value`;
    const rows = await count(connection, `SELECT count(*) FROM ${parquet}`);
    t.true(rows > 1000);
    const both = `(SELECT ${facts} FROM ${csv} INTERSECT ALL SELECT ${facts} FROM ${parquet})`;
    t.is(await count(connection, `SELECT count(*) FROM ${both}`), rows);
    t.is(await count(connection, `SELECT count(*) FROM ${csv}`), rows);
    const sums = `SELECT sum(number) FROM ${parquet} WHERE kind = 'event'`;
    const total = `SELECT sum(value::BIGINT) FROM ${csv} WHERE kind = 'event'`;
    t.is(await count(connection, sums), await count(connection, total));
    const users = `SELECT count(DISTINCT user_id) FROM ${parquet}`;
    const wide = `read_parquet('${folder}/wide.parquet')`;
    t.is(await count(connection, `SELECT count(*) FROM ${wide}`), await count(connection, users));
  }),
);

interface Connection {
  runAndReadAll(sql: string): Promise<{ getRows(): unknown[][] }>;
}

async function count(connection: Connection, sql: string): Promise<number> {
  return Number((await connection.runAndReadAll(sql)).getRows()[0]![0]);
}
