import { writeFileSync } from 'node:fs';
import test from 'ava';
import type { ManifestRange } from '../../lib/checkpoint/manifest.js';
import { requireFittingRun } from '../../lib/checkpoint/require-fitting-run.js';
import { NO_COUNTERS } from '../../lib/records/counters.js';
import type { Run } from '../../lib/records/run.js';
import { BEGINNING } from '../../lib/records/source-position.js';
import { runFileName } from '../../lib/runs/run-file-name.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';

const RANGE: ManifestRange = {
  ...{ start: BEGINNING, end: { source: 1, offset: 90 }, position: { source: 1, offset: 10 } },
  ...{ tail: null, complete: false, runs: [], provisional: null },
};
const RUN = {
  ...{
    bytes: 100,
    rows: 3,
    records: 2,
    source: 1,
    position: 50,
    counters: NO_COUNTERS,
    rejectsLength: 20,
    temporary: false,
  },
};

test('a run in the work directory that continues the range fits', (t) =>
  withFolder(async (path) => {
    const file = `${path}/${runFileName(50)}`;
    const rejects = { file: `${path}/rejects`, length: 10, checksum: 0 };
    writeFileSync(rejects.file, 'x'.repeat(30));
    const work = { path, contains: async (given: string) => given.startsWith(path) };
    const require = (run: Partial<Run>, range: Partial<ManifestRange> = {}) =>
      requireFittingRun({ ...RUN, file, ...run }, { ...RANGE, ...range }, work, rejects);

    await require({});
    await require({ position: 90, rejectsLength: 30 });
    await require({ position: 1000 }, { end: null });
    await requireFittingRun({ ...RUN, file, rejectsLength: 0 }, RANGE, work, undefined);

    const misfits: [RegExp, Partial<Run>, Partial<ManifestRange>?][] = [
      [/read whole/, {}, { complete: true }],
      [/is not in/, { temporary: true }],
      [/is not in/, { file: `/elsewhere/${runFileName(50)}` }],
      [/is not in/, { file: `${path}/other` }],
      [/before byte 10/, { position: 10 }],
      [/before byte 10/, { source: 0, position: 50 }],
      [/after byte 90/, { position: 91 }],
      [/after byte 90/, { source: 2, position: 5 }],
      [/refers to rejects/, { rejectsLength: 9 }],
      [/refers to rejects/, { rejectsLength: 31 }],
    ];
    for (const [message, run, range] of misfits) {
      await failsWith(t, require(run, range), 'bad-pipeline', message);
    }
  }));
