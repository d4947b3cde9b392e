import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { planCluster } from '../../lib/cluster/plan-cluster.js';
import { findPlan } from '../../lib/cluster/plan-format.js';
import { drawLog } from '../support/draw-log.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';
import { Random } from '../support/random.js';

const LOG = drawLog(new Random(3), 1_200_000);

function withLog(use: (folder: string, options: { source: string; exchange: string }) => Promise<void>) {
  return withFolder(async (folder) => {
    writeFileSync(`${folder}/log`, LOG);
    await use(folder, { source: `${folder}/log`, exchange: `${folder}/x/deep` });
  });
}

test('a plan is read again as it was made, and its id is that of all it says', (t) =>
  withLog(async (_, options) => {
    const plan = await planCluster({ ...options, ranges: 4, order: 'numeric' });
    t.is(plan.starts.length, 4);
    t.true(plan.splitters.length > 5);
    t.deepEqual(await findPlan(options.exchange), plan);
    const other = await planCluster({ ...options, exchange: `${options.exchange}2`, ranges: 5 });
    t.not(other.id, plan.id);
  }));

test('the same call finds its plan, also when the last source has grown since: only what was there is read', (t) =>
  withLog(async (folder, options) => {
    const plan = await planCluster({ ...options, ranges: 4, rejects: true, map: { preset: 'segment' } });
    appendFileSync(`${folder}/log`, 'more\n');
    const again = { ...options, rejects: true, map: { preset: 'segment' as const } };
    t.deepEqual(await planCluster({ ...again, slots: 99, ranges: 7 }), plan);
    t.is(plan.sources[0]!.identity.size, LOG.length);
  }));

test('a plan of other options, other sources, or of sources that were changed since, is refused', (t) =>
  withLog(async (folder, options) => {
    await planCluster(options);
    await failsWith(t, planCluster({ ...options, format: 'csv' }), 'options-changed', 'another format');
    writeFileSync(`${folder}/other`, LOG);
    const source = `${folder}/other`;
    await failsWith(t, planCluster({ ...options, source }), 'options-changed', 'other sources');
    writeFileSync(`${folder}/log`, Buffer.concat([Buffer.from(' '), LOG]));
    await failsWith(t, planCluster(options), 'source-changed');
  }));

test('a plan of another version of spillway is refused by its version, and a damaged one by its name', (t) =>
  withLog(async (_, options) => {
    await planCluster(options);
    const file = `${options.exchange}/plan.json`;
    writeFileSync(file, readFileSync(file, 'utf8').replace('"bytes"', '"byteS"'));
    await failsWith(t, planCluster(options), 'state-corrupt', file);
  }));

test('what cannot be planned is refused: standard input, no sources, wrong numbers, misspelt names', (t) =>
  withLog(async (folder, options) => {
    await failsWith(t, planCluster({ ...options, source: '-' }), 'bad-option', 'standard input');
    await failsWith(t, planCluster({ ...options, source: `${folder}/none` }), 'source-unreadable');
    await failsWith(t, planCluster({ ...options, slots: 0 }), 'bad-option', 'slots must be');
    await failsWith(t, planCluster({ ...options, parts: 1.5 }), 'bad-option', 'parts must be');
    const misspelt = { ...options, slot: 3 } as typeof options;
    await failsWith(t, planCluster(misspelt), 'bad-option', "'slot'");
  }));
