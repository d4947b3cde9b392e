import { writeFile } from 'node:fs/promises';
import test from 'ava';
import { SummaryFile } from '../../lib/verify/summary-file.js';
import { withFolder } from '../support/folder.js';
import { LOG, sourceFixture } from '../support/source-fixtures.js';

for (const name of ['log.ndjson', 'members.gz', 'frames.zst']) {
  test(`${name} can be read on, back, and beyond its end`, async (t) => {
    const file = await SummaryFile.open(sourceFixture(name));
    for (const [position, length] of [
      [0, 100],
      [100, 5000],
      [17, 1],
      [LOG.length - 10, 100],
      [0, LOG.length + 1],
      [LOG.length, 10],
    ] as const) {
      t.deepEqual(
        Buffer.from(await file.readAt(position, length)),
        LOG.subarray(position, position + length),
      );
    }
    await file.close();
  });
}

test('a damaged archive fails with io and is named', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/summary.gz`;
    await writeFile(path, Buffer.from('1f8b0800', 'hex'));
    const file = await SummaryFile.open(path);
    await t.throwsAsync(file.readAt(0, 10), { code: 'io', message: /summary\.gz ends in the middle/ });
    await file.close();
  }));
