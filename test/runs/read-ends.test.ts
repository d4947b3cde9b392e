import { truncateSync } from 'node:fs';
import test from 'ava';
import { readEnds } from '../../lib/runs/read-ends.js';
import { openRun } from '../../lib/runs/read-run.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';
import { writeRuns } from '../support/runs.js';

test('the ends of a run tell what it holds, and a run that was cut anywhere is refused', (t) =>
  withFolder(async (folder) => {
    const activities = [{ type: 'event', user_id: 'u', name: 'page', id: '1' } as const];
    const [run] = await writeRuns(folder, [activities], 'numeric', { temporary: false });
    const file = await openRun(run!.file);
    const { kind, footer, footerAt } = await readEnds(file, run!.file);
    t.deepEqual(kind, { order: 'numeric', content: 'rows', indexed: false });
    t.is(footer.records, 1);
    t.true(footerAt < run!.bytes);
    for (let size = run!.bytes - 1; size >= 0; size -= 7) {
      truncateSync(run!.file, size);
      await failsWith(t, readEnds(file, run!.file), 'state-corrupt', run!.file);
    }
    await file.close();
  }));
