import { readdirSync, writeFileSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { WorkDirectory } from '../../lib/checkpoint/work-directory.js';
import { planJob, type SummarizeOptions, summarize } from '../../lib/index.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';
import { linesOf } from '../support/scanned.js';
import { summarizeStopped } from '../support/summarize-stopped.js';

/** Many batches. */
const LOG = linesOf(
  Array.from({ length: 12_000 }, (_, id) => ({
    user_id: 7,
    type: 'event',
    id,
    name: 'n',
    ignored: 'x'.repeat(500),
  })),
);

function withJob(use: (options: SummarizeOptions, folder: string) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    writeFileSync(`${folder}/source`, LOG);
    const files = { source: `${folder}/source`, output: `${folder}/summary`, directory: `${folder}/work` };
    await use({ ...files, memory: '1MiB', workers: 1, checkpointEvery: 5000 }, folder);
  });
}

/** Leaves saved work behind. */
async function stopped(t: ExecutionContext, options: SummarizeOptions): Promise<void> {
  t.false(await summarizeStopped(options, 1, ({ runs }) => runs > 0));
}

test('the plan of a new job begins at byte 0, and planning creates nothing', (t) =>
  withJob(async (options, folder) => {
    const { disk, ...plan } = await planJob(options);
    t.deepEqual(
      plan.sources.map(({ path, bytes }) => [path, bytes]),
      [[`${folder}/source`, LOG.length]],
    );
    t.like(plan, { sourceBytes: LOG.length, resumedFrom: 0, savedBytes: 0, refusal: undefined });
    t.like(disk, { bytes: LOG.length, basis: 'sources' });
    t.true(disk.free! > 0);
    t.deepEqual(readdirSync(folder), ['source']);
  }));

test('the plan says from where a stopped job resumes, and planning changes nothing', (t) =>
  withJob(async (options, folder) => {
    await stopped(t, options);
    const before = readdirSync(`${folder}/work`);
    const { resumedFrom, disk, savedBytes, refusal } = await planJob(options);
    t.is(refusal, undefined);
    t.true(resumedFrom > 0 && savedBytes > 0);
    t.is(disk.basis, 'saved runs');
    t.true(disk.bytes! > 0 && disk.bytes! < LOG.length);
    t.deepEqual(readdirSync(`${folder}/work`), before);
    t.is((await planJob({ ...options, fresh: true })).resumedFrom, 0);
    t.is((await summarize(options)).resumedFrom, resumedFrom);
  }));

test('the plan says why a job would be refused', (t) =>
  withJob(async (options, folder) => {
    await stopped(t, options);
    const refusal = async (changed: Partial<SummarizeOptions> = {}) =>
      (await planJob({ ...options, ...changed })).refusal;
    t.is((await refusal({ order: 'numeric' }))?.code, 'options-changed');
    t.is(await refusal({ order: 'numeric', fresh: true }), undefined);
    const work = await WorkDirectory.open(options.directory!);
    t.is((await refusal())?.code, 'locked');
    await work.release();
    writeFileSync(`${folder}/source`, Buffer.from(LOG).fill('x', 0, 100));
    t.is((await refusal())?.code, 'source-changed');
    t.is((await refusal({ directory: `${folder}/source` }))?.code, 'bad-option');
    t.is((await refusal({ directory: '/usr' }))?.code, 'bad-option');
  }));

test('planning fails with the errors of the job for sources and outputs that cannot work', (t) =>
  withJob(async (options, folder) => {
    await failsWith(t, planJob({ ...options, memory: 1 }), 'bad-option', 'memory');
    await failsWith(t, planJob({ ...options, output: `${folder}/source` }), 'bad-option');
    await failsWith(
      t,
      planJob({ ...options, source: `${folder}/none` }),
      'source-unreadable',
      'does not exist',
    );
    await failsWith(t, planJob({ ...options, output: `${folder}/none/summary` }), 'output-failed');
    t.deepEqual(readdirSync(folder), ['source']);
  }));
