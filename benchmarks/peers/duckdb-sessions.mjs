// examples/reducers/sessions.js in DuckDB's SQL: node duckdb-sessions.mjs <source> <output> <memory> <scratch directory> [firsts]
// It reads two columns and nothing else. With `firsts` it leaves out copies of events first, as timelines do, for which it needs five.
import { DuckDBInstance } from '@duckdb/node-api';

const [source, output, memory, scratch, firsts] = process.argv.slice(2);
const text = (value) => `'${value.replaceAll("'", "''")}'`;
const columns = `user_id: 'VARCHAR', timestamp: 'BIGINT'${firsts ? ", type: 'VARCHAR', id: 'VARCHAR', name: 'VARCHAR'" : ''}`;
const qualify = firsts
  ? "QUALIFY type <> 'event' OR row_number() OVER (PARTITION BY user_id, name, id, timestamp) = 1"
  : '';

const instance = await DuckDBInstance.create(':memory:', {
  threads: '2',
  memory_limit: memory,
  temp_directory: scratch,
});
const connection = await instance.connect();
await connection.run(`COPY (
  WITH log AS (
    SELECT user_id, timestamp FROM read_ndjson(${text(source)}, columns = {${columns}})
    WHERE user_id <> '' AND timestamp IS NOT NULL ${qualify}
  ), gaps AS (
    SELECT user_id, timestamp - lag(timestamp) OVER (PARTITION BY user_id ORDER BY timestamp) AS gap FROM log
  )
  SELECT user_id, count(*) FILTER (gap IS NULL OR gap > 1800) AS sessions,
    coalesce(sum(gap) FILTER (gap <= 1800), 0)::BIGINT AS seconds
  FROM gaps GROUP BY user_id ORDER BY user_id
) TO ${text(output)} (FORMAT json)`);
