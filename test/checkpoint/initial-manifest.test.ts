import { writeFile } from 'node:fs/promises';
import test from 'ava';
import { initialManifest } from '../../lib/checkpoint/initial-manifest.js';
import { unreadRange } from '../../lib/checkpoint/unread-range.js';
import { WorkDirectory } from '../../lib/checkpoint/work-directory.js';
import { NO_COUNTERS } from '../../lib/records/counters.js';
import { BEGINNING } from '../../lib/records/source-position.js';
import { HeldSources } from '../../lib/sources/held-sources.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';

const OPTIONS = { rejects: undefined, options: { order: 'bytes' } };

interface Opened {
  readonly folder: string;
  readonly work: WorkDirectory;
  readonly held: HeldSources;
}

/** A work directory without saved work, and a source. */
function withOpened(use: (opened: Opened) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    await writeFile(`${folder}/log`, 'a line\n');
    const held = await HeldSources.open([{ path: `${folder}/log`, sealed: false, resumable: true }]);
    const work = await WorkDirectory.open(`${folder}/work`);
    try {
      await use({ folder, work, held });
    } finally {
      await work.release();
      await held.close();
    }
  });
}

test('without saved work a job starts with one unread range over all sources', (t) =>
  withOpened(async ({ folder, work, held }) => {
    const { manifest } = await initialManifest(work, held, { ...OPTIONS, rejects: `${folder}/rejects` });
    t.deepEqual(manifest, {
      unit: 'bytes',
      sources: held.identities,
      options: OPTIONS.options,
      rejects: `${folder}/rejects`,
      ranges: [unreadRange(BEGINNING, null)],
      counters: NO_COUNTERS,
      kept: null,
    });
  }));

test('saved work is resumed if the job is the same, and refused if its options differ', (t) =>
  withOpened(async ({ work, held }) => {
    const { manifest: saved } = await initialManifest(work, held, OPTIONS);
    await work.save(saved);
    t.is((await initialManifest(work, held, OPTIONS)).manifest.sources[0]!.path, saved.sources[0]!.path);
    const other = initialManifest(work, held, { ...OPTIONS, options: { order: 'numeric' } });
    await failsWith(t, other, 'options-changed', 'order "bytes"', '"numeric"');
  }));

test('rejects that would replace a source are refused before anything is read', (t) =>
  withOpened(async ({ folder, work, held }) => {
    const onto = initialManifest(work, held, { ...OPTIONS, rejects: `${folder}/log` });
    await failsWith(t, onto, 'bad-option', `${folder}/log is the source`);
  }));
