// Writes the events of each user into a table of SQLite: node sqlite.js messages.data summary.db (Node 22.13 or newer)
import { createReadStream } from 'node:fs';
import { aggregate, chain, parse, type Summary, sortMerge, summaries, validate } from 'spillway';

// With types of Node 22 or newer: import { DatabaseSync } from 'node:sqlite';
interface Database {
  exec(sql: string): void;
  prepare(sql: string): { run(...values: (string | number)[]): unknown };
  close(): void;
}
const { DatabaseSync } = (await import('node:sqlite' as string)) as {
  DatabaseSync: new (file: string) => Database;
};

const [source = 'messages.data', file = 'summary.db'] = process.argv.slice(2);
const database = new DatabaseSync(file);
database.exec(
  'BEGIN; CREATE TABLE IF NOT EXISTS events (user TEXT, name TEXT, count INT, PRIMARY KEY (user, name))',
);
const insert = database.prepare('INSERT OR REPLACE INTO events VALUES (?, ?, ?)');

async function sink(users: AsyncIterable<Summary>): Promise<void> {
  for await (const { user_id, events } of users)
    for (const [name, count] of events) insert.run(user_id, name, count);
}

await chain(createReadStream(source), parse(), validate(), aggregate(), sortMerge(), summaries, sink);
database.exec('COMMIT');
database.close();
