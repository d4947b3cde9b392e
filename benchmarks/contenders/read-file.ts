// Reads a log several times in one of three ways. Prints the seconds of each pass, and a digest of what was read, as JSON.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Activity, type ActivityBatch, parse, validate } from '../../lib/index.js';

type Way = 'json-parse' | 'parse' | 'validate';

const [way, source] = process.argv.slice(2) as [Way, string];
/** The first pass is a warm-up. */
const PASSES = way === 'json-parse' ? 1 : 4;
/** A digest over all activities as JavaScript objects would take long; this many suffice. */
const DIGESTED = 100_000;

const open = () => createReadStream(source, { highWaterMark: 2 ** 20 });

/** The result of JSON.parse for every line, reading lines as Node's documentation shows. */
async function* parsedLines(): AsyncGenerator<unknown> {
  for await (const line of createInterface({ input: open(), crlfDelay: Number.POSITIVE_INFINITY })) {
    yield JSON.parse(line);
  }
}

async function pass(): Promise<void> {
  let lines = 0;
  const count = new Writable({
    objectMode: true,
    write(batch: ActivityBatch, _encoding, done) {
      lines += batch.timestamps.length;
      done();
    },
  });
  if (way === 'json-parse') for await (const _ of parsedLines()) lines++;
  else if (way === 'parse') await pipeline(open(), parse(), count);
  else await pipeline(open(), parse(), validate(), count);
  if (lines === 0) throw new Error(`${source} holds no activities`);
}

/** Activities as the batches yield them. Of raw lines, those with a user, without unknown keys. */
async function* activities(): AsyncGenerator<Activity> {
  if (way !== 'json-parse') {
    for await (const batch of open().pipe(parse()).pipe(validate())) yield* batch as ActivityBatch;
    return;
  }
  for await (const parsed of parsedLines()) {
    const activity = parsed as Activity;
    if (!activity.user_id) continue;
    const { user_id } = activity;
    if (activity.type === 'event')
      yield { type: activity.type, user_id, id: activity.id, name: activity.name };
    else yield { type: activity.type, user_id, timestamp: activity.timestamp, data: activity.data };
  }
}

async function digest(): Promise<string> {
  const hash = createHash('sha256');
  let left = DIGESTED;
  for await (const activity of activities()) {
    const fields = Object.entries(activity).sort(([a], [b]) => (a < b ? -1 : 1));
    hash.update(JSON.stringify(fields));
    if (--left === 0) break;
  }
  return hash.digest('hex');
}

const seconds: number[] = [];
for (let index = 0; index < PASSES; index++) {
  const begin = performance.now();
  await pass();
  seconds.push((performance.now() - begin) / 1000);
}
console.log(
  JSON.stringify({ seconds: seconds.length > 1 ? seconds.slice(1) : seconds, digest: await digest() }),
);
