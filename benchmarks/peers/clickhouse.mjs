// The job in ClickHouse's SQL (chdb): node clickhouse.mjs <source> <output> <memory in bytes> <scratch directory>
// This is the fastest of the ways tried (uniqExact, DISTINCT first, both sections in one grouping). It does not decide
// between equal timestamps; in generated logs, no two values have the latest one.
import { Session } from 'chdb';

const [source, output, memory, scratch] = process.argv.slice(2);
const bytes = Number(memory);
const text = (value) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

// Below a gigabyte, give it its best chance: spill early, small blocks, one parser.
const settings = [
  'max_threads = 2',
  `max_memory_usage = ${bytes}`,
  `max_bytes_before_external_group_by = ${Math.floor(bytes / 4)}`,
  `max_bytes_before_external_sort = ${Math.floor(bytes / 4)}`,
  ...(bytes < 2 ** 30 ? ['max_block_size = 8192', 'input_format_parallel_parsing = 0'] : []),
];

const session = new Session(scratch);
await session.queryAsync(`INSERT INTO FUNCTION file(${text(output)}, 'TSVRaw', 'line String')
  WITH log AS (
    SELECT assumeNotNull(user_id) AS user, type, id, name, timestamp, data
    FROM file(${text(source)}, 'JSONEachRow', 'user_id Nullable(String), type String, id String, name String,
      timestamp Float64, data Map(String, String)')
    WHERE user_id != ''
  ), attributes AS (
    SELECT user, entry.1 AS name, argMax(entry.2, timestamp) AS value
    FROM log ARRAY JOIN CAST(data, 'Array(Tuple(String, String))') AS entry
    WHERE type = 'attributes' GROUP BY user, name
  ), events AS (
    SELECT user, name, uniqExact(id) AS count FROM log WHERE type = 'event' GROUP BY user, name
  ), rows AS (
    SELECT user, 0 AS section, name, concat(name, '=', value) AS pair FROM attributes
    UNION ALL
    SELECT user, 1, name, concat(name, '=', toString(count)) FROM events
  )
  SELECT concat(user,
    ',', arrayStringConcat(arrayMap(row -> row.2, arraySort(groupArrayIf((name, pair), section = 0))), ','),
    ',', arrayStringConcat(arrayMap(row -> row.2, arraySort(groupArrayIf((name, pair), section = 1))), ','))
  FROM rows GROUP BY user ORDER BY user
  SETTINGS ${settings.join(', ')}`);
session.close();
