import { readFileSync, writeFileSync } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import type { Activity } from '../../lib/records/activity.js';
import { RunFile } from '../../lib/runs/run-file.js';
import { SegmentReader } from '../../lib/runs/segment-reader.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';
import { writeRuns } from '../support/runs.js';

function activities(count: number): Activity[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ type: 'event', user_id: `user ${(index * 7919) % 300}`, name: 'page' },
    id: index % 50 === 0 ? 'x'.repeat(3000 + index) : `${index}`,
  }));
}

const splitters = ['user 100', 'user 150', 'user 200', 'user 201', 'user 250'].map((user) =>
  Buffer.from(user),
);

async function written(folder: string): Promise<RunFile> {
  const [run] = await writeRuns(folder, [activities(3000)], 'bytes', { segment: 1000, splitters });
  return RunFile.open(run!.file);
}

function readersOf(run: RunFile, windowBytes: number): SegmentReader[] {
  const large = new Uint8Array(8 + run.footer.largestBlock);
  return Array.from(
    { length: run.footer.segments },
    (_, segment) => new SegmentReader(run, segment, { window: new Uint8Array(windowBytes), large }),
  );
}

test('slices are read whole, whatever is passed over and however small the window is', (t) =>
  withFolder(async (folder) => {
    const run = await written(folder);
    const block = new Uint8Array(8 + run.footer.largestBlock);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 18, maxLength: 18 }),
        fc.constantFrom(64, 1000, 5000, 2 ** 18),
        async (wanted, windowBytes) => {
          const readers = readersOf(run, windowBytes);
          for (let partition = 0; partition < run.footer.partitions; partition++) {
            for (const [segment, reader] of readers.entries()) {
              if (!wanted[partition * readers.length + segment]) continue;
              const expected: Buffer[] = [];
              for await (const records of run.blocks(segment, partition, block))
                expected.push(Buffer.from(records));
              const found: Buffer[] = [];
              for await (const blocks of reader.read(partition, reader.slice(partition)))
                found.push(...blocks.map((records) => Buffer.from(records)));
              t.true(Buffer.concat(found).equals(Buffer.concat(expected)));
            }
          }
        },
      ),
      { numRuns: 30 },
    );
    await run.close();
  }));

test('a damaged length or content is refused with the place of the block', (t) =>
  withFolder(async (folder) => {
    const run = await written(folder);
    const bytes = readFileSync(run.path);
    const at = run.offsetOf(1, 2);
    for (const damage of [0, 1, 2, 3, 9]) {
      const damaged = Buffer.from(bytes);
      damaged[at + damage]! ^= 0x55;
      writeFileSync(run.path, damaged);
      for (const windowBytes of [64, 2 ** 18]) {
        const reader = readersOf(run, windowBytes)[1]!;
        const reading = (async () => {
          for await (const _ of reader.read(2, reader.slice(2)));
        })();
        await failsWith(t, reading, 'state-corrupt', run.path, `damaged at byte ${at}`);
      }
    }
    await run.close();
  }));
