// Sources that never end by themselves, read by chains that are stopped and resumed.
import { setTimeout } from 'node:timers/promises';
import test from 'ava';
import { readManifest } from '../../lib/checkpoint/work-directory.js';
import {
  aggregate,
  chain,
  checkpoint,
  fromActivities,
  type JsonRecord,
  parse,
  type Run,
  sortMerge,
  summaries,
  validate,
} from '../../lib/index.js';
import { withFolder } from '../support/folder.js';

interface Message {
  readonly partition: string;
  readonly offset: number;
  readonly user_id: string;
  readonly type: 'event';
  readonly id: string;
  readonly name: 'page';
}

/** A broker of two partitions whose offsets have gaps. */
const MESSAGES: Message[] = Array.from({ length: 20 }, (_, index) => ({
  partition: index % 3 === 0 ? 'a' : 'b',
  offset: 100 + index * 7,
  user_id: `${index % 4}`,
  type: 'event',
  id: `${index}`,
  name: 'page',
}));

/** What was not read before the cursor, and then silence. */
async function* messages(cursor: JsonRecord, ended: boolean): AsyncGenerator<Message, void, void> {
  for (const message of MESSAGES) {
    if (message.offset > ((cursor[message.partition] as number | undefined) ?? -1)) {
      await setTimeout(5);
      yield message;
    }
  }
  if (!ended) await new Promise(() => {});
}

/** Until so many runs have been recorded, or to the end. */
async function live(folder: string, runs: number): Promise<Map<string, number> | 'stopped'> {
  const stop = new AbortController();
  const resume = await checkpoint(`${folder}/work`, { source: null, stop: stop.signal });
  const cursorBefore = (resume.cursor ?? {}) as JsonRecord;
  let recorded = 0;
  const saved = resume.runs.length;
  try {
    const users = await chain(
      messages(cursorBefore, runs === Number.POSITIVE_INFINITY),
      fromActivities<Message>({
        position: resume.position,
        cursor: ({ partition, offset }, before) => ({ ...(before as JsonRecord), [partition]: offset }),
        cursorBefore,
        batchValues: 1,
      }),
      validate(),
      aggregate({
        memory: '1MiB',
        directory: `${folder}/work`,
        checkpointActivities: 3,
        checkpointAfter: 50,
      }),
      resume,
      async function* (all: AsyncIterable<Run>) {
        for await (const run of all) {
          if (++recorded === saved + runs) stop.abort();
          yield run;
        }
      },
      sortMerge({ memory: '1MiB' }),
      summaries,
      async (all) => {
        const counts = new Map<string, number>();
        for await (const { user_id, events } of all) counts.set(user_id, events.get('page')!);
        return counts;
      },
      { stop: stop.signal },
    );
    await resume.finish();
    return users;
  } catch (error) {
    if ((error as { code?: string }).code !== 'aborted') throw error;
    return 'stopped';
  } finally {
    await resume.release();
  }
}

test('a source with cursors is stopped and resumed where each of its partitions was, and nothing counts twice', (t) =>
  withFolder(async (folder) => {
    t.is(await live(folder, 2), 'stopped');
    const manifest = await readManifest(`${folder}/work`);
    t.is(manifest?.unit, 'values');
    t.false(manifest?.ranges[0]?.complete);
    const { position, cursor } = manifest!.ranges[0]!.runs.at(-1)!;
    t.true(position >= 6 && position <= 20);
    const offsets = (partition: string) =>
      MESSAGES.slice(0, position).flatMap((each) => (each.partition === partition ? [each.offset] : []));
    t.deepEqual(cursor, { a: offsets('a').at(-1)!, b: offsets('b').at(-1)! });
    // As soon as what was saved has been replayed: nothing more may ever come.
    t.is(await live(folder, 0), 'stopped');
    const users = await live(folder, Number.POSITIVE_INFINITY);
    t.deepEqual(users, new Map([...'0123'].map((user) => [user, 5])));
  }));

test('a run is written when the time is up, though nothing more comes', async (t) => {
  const stop = new AbortController();
  const runs: Run[] = [];
  async function* silent() {
    yield MESSAGES[0]!;
    await new Promise(() => {});
  }
  await chain(
    silent(),
    fromActivities({ batchValues: 1 }),
    validate(),
    aggregate({ memory: '1MiB', checkpointAfter: 1 }),
    async (all) => {
      for await (const run of all) {
        runs.push(run);
        stop.abort();
      }
    },
    { stop: stop.signal },
  );
  t.like(runs[0], { position: 1, unit: 'values' });
});

test('a log that is stopped within a line reads this line again', (t) =>
  withFolder(async (folder) => {
    const log = Buffer.from(MESSAGES.map((each) => `${JSON.stringify(each)}\n`).join(''));
    const stop = new AbortController();
    async function* cut(from: number, to: number) {
      yield log.subarray(from, to);
      if (to < log.length) {
        setTimeout(20).then(() => stop.abort());
        await new Promise(() => {});
      }
    }
    const life = async (to: number, signal?: AbortSignal) => {
      const resume = await checkpoint(`${folder}/work`, { source: null, stop: signal });
      try {
        return await chain(
          cut(resume.position, to),
          parse({ position: resume.position, line: resume.line }),
          validate({ rejects: resume.rejects }),
          aggregate({ memory: '1MiB', directory: `${folder}/work` }),
          resume,
          async (all) => {
            let events = 0;
            for await (const { counters } of all) events += counters.events;
            return events;
          },
          { stop: signal },
        );
      } finally {
        await resume.release();
      }
    };
    await t.throwsAsync(life(1000, stop.signal), { code: 'aborted' });
    t.is(await life(log.length), MESSAGES.length);
  }));

test('a cursor must be JSON', async (t) => {
  for (const cursor of [() => undefined, () => 1n]) {
    const running = chain(
      MESSAGES,
      fromActivities({ cursor: cursor as never }),
      async (all: AsyncIterable<unknown>) => {
        for await (const _ of all);
      },
    );
    await t.throwsAsync(running, { code: 'bad-activity', message: /no JSON/ });
  }
});
