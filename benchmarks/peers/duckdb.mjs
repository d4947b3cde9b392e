// The job in DuckDB's SQL: node duckdb.mjs <source> <output> <memory> <scratch directory>
// This is the fastest of the ways tried (JSON or MAP for `data`, count(DISTINCT id) or DISTINCT first, ids as text or
// UUID, one pass into a table first, one grouping of both sections or a join of two). It does not decide between equal
// timestamps, because keeping the row order would cost more; in generated logs, no two values have the latest one.
import { DuckDBInstance } from '@duckdb/node-api';

const [source, output, memory, scratch] = process.argv.slice(2);
const text = (value) => `'${value.replaceAll("'", "''")}'`;

const instance = await DuckDBInstance.create(':memory:', {
  threads: '2',
  memory_limit: memory,
  temp_directory: scratch,
});
const connection = await instance.connect();
await connection.run(`COPY (
  WITH log AS (
    SELECT * FROM read_ndjson(${text(source)}, columns = {user_id: 'VARCHAR', type: 'VARCHAR', id: 'VARCHAR',
      name: 'VARCHAR', timestamp: 'DOUBLE', data: 'MAP(VARCHAR, VARCHAR)'})
    WHERE user_id <> ''
  ), entries AS (
    SELECT user_id, timestamp, unnest(map_entries(data)) AS entry FROM log WHERE type = 'attributes'
  ), attributes AS (
    SELECT user_id, entry.key AS name, arg_max(entry.value, timestamp) AS value FROM entries GROUP BY ALL
  ), events AS (
    SELECT user_id, name, count(*) AS count
    FROM (SELECT DISTINCT user_id, name, id FROM log WHERE type = 'event') GROUP BY ALL
  ), attribute_sections AS (
    SELECT user_id, string_agg(name || '=' || value, ',' ORDER BY name) AS section FROM attributes GROUP BY user_id
  ), event_sections AS (
    SELECT user_id, string_agg(name || '=' || count, ',' ORDER BY name) AS section FROM events GROUP BY user_id
  )
  SELECT user_id || ',' || coalesce(a.section, '') || ',' || coalesce(e.section, '')
  FROM attribute_sections a FULL JOIN event_sections e USING (user_id) ORDER BY user_id
) TO ${text(output)} (FORMAT csv, HEADER false, QUOTE '', DELIMITER '\x01')`);
