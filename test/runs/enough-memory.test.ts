import test from 'ava';
import fc from 'fast-check';
import { aggregate, format, parse, type Run, sortMerge, validate } from '../../lib/index.js';
import { enoughMemory } from '../../lib/runs/enough-memory.js';
import { RunSet } from '../../lib/runs/run-set.js';
import { logArbitrary } from '../support/arbitraries.js';
import { drawLog } from '../support/draw-log.js';
import { withFolder } from '../support/folder.js';
import { Random } from '../support/random.js';
import { through } from '../support/through.js';

const runsOf = (log: Buffer, directory?: string) =>
  through<Run>([log], parse(), validate(), aggregate({ directory, memory: '4MiB' }));

test('a small merge takes a few MiB of any memory, and no merge more than it is given', (t) =>
  withFolder(async (folder) => {
    const log = drawLog(new Random(7), 2 ** 20);
    const set = await RunSet.open((await runsOf(log, folder)).map(({ file }) => file));
    try {
      t.is(enoughMemory(set, 2 ** 20), 2 ** 20);
      const enough = enoughMemory(set, 2 ** 31);
      t.true(enough > log.length && enough < 2 ** 28, `${enough}`);
    } finally {
      await set.close();
    }
  }));

test('the summary of small logs is the same for any memory', (t) =>
  fc.assert(
    fc.asyncProperty(logArbitrary(), async (log) => {
      const [least, most] = await Promise.all(
        ['1MiB', '1GiB'].map(async (memory) => {
          const stages = [parse(), validate(), aggregate({ memory }), sortMerge({ memory }), format()];
          return Buffer.concat(await through<Buffer>([log], ...stages)).toString();
        }),
      );
      t.is(most, least);
    }),
    { numRuns: 20 },
  ));
