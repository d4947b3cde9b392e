import { appendFile, writeFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import type { Manifest } from '../../lib/checkpoint/manifest.js';
import { sumCounters } from '../../lib/checkpoint/saved-runs.js';
import { verifySources } from '../../lib/checkpoint/verify-sources.js';
import { HeldSources } from '../../lib/sources/held-sources.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';
import { manifestOf, rangeOf, runAt } from '../support/manifests.js';

const LINE = '{"a":1}\n';
const OPEN_LINE = '{"b":2}';
const WHOLE_LINES = 10 * LINE.length;
const LENGTH = WHOLE_LINES + OPEN_LINE.length;

const sourceAt = (path: string) => ({ path, sealed: false, resumable: true });

async function whileHeld<T>(path: string, use: (held: HeldSources) => Promise<T>): Promise<T> {
  const held = await HeldSources.open([sourceAt(path)]);
  return use(held).finally(() => held.close());
}

/** A manifest of a log that was read whole and whose last line had no line end; then the log may change. */
async function verifyAfter(
  t: ExecutionContext,
  change: (path: string) => Promise<void>,
  check: (verifying: Promise<Manifest>, saved: Manifest) => Promise<void>,
  complete = true,
): Promise<void> {
  await withFolder(async (folder) => {
    const path = `${folder}/log`;
    await writeFile(path, LINE.repeat(10) + OPEN_LINE);
    const saved = await whileHeld(path, async (held) => {
      const tail = await held.tailBefore({ source: 0, offset: WHOLE_LINES });
      const line = { run: runAt(LENGTH), tail: await held.tailBefore({ source: 0, offset: LENGTH }) };
      const range = { ...rangeOf(0, null, [runAt(WHOLE_LINES)]), tail, complete, provisional: line };
      return manifestOf([range], { sources: [(await held.identifyGrowing(LENGTH))!] });
    });
    await change(path);
    await whileHeld(path, (held) => check(verifySources(saved, held), saved));
  });
  t.pass();
}

test('a source that has not changed gives the saved manifest', (t) =>
  verifyAfter(
    t,
    async () => {},
    async (verifying, saved) => {
      t.deepEqual(await verifying, saved);
    },
  ));

test('a source that has grown opens the last range again, and its last line is read again', (t) =>
  verifyAfter(
    t,
    (path) => appendFile(path, '\n'),
    async (verifying, saved) => {
      const verified = await verifying;
      const range = { ...saved.ranges[0]!, complete: false, provisional: null };
      t.deepEqual(verified.ranges, [range]);
      t.deepEqual(verified.counters, sumCounters({ ranges: [range], kept: null }));
      t.is(verified.sources[0]!.size, LENGTH + 1);
    },
  ));

test('the last line of a range that was not complete is read again', (t) =>
  verifyAfter(
    t,
    async () => {},
    async (verifying, saved) => {
      t.deepEqual((await verifying).ranges, [{ ...saved.ranges[0]!, provisional: null }]);
    },
    false,
  ));

test('a source whose saved lines were edited is refused', async (t) => {
  const log = LINE.repeat(10) + OPEN_LINE;
  for (const at of [2, WHOLE_LINES - 2, LENGTH - 2]) {
    await verifyAfter(
      t,
      (path) => writeFile(path, `${log.slice(0, at)}X${log.slice(at + 1)}`),
      (verifying) => failsWith(t, verifying, 'source-changed', 'log', '--fresh'),
    );
  }
});
