import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { encodeChecked } from '../../lib/cluster/checked-json.js';
import { commitParts } from '../../lib/cluster/commit-parts.js';
import { cutParts } from '../../lib/cluster/cut-parts.js';
import { mapRange } from '../../lib/cluster/map-range.js';
import { type PlanClusterOptions, planCluster } from '../../lib/cluster/plan-cluster.js';
import { reducePart } from '../../lib/cluster/reduce-part.js';
import { readResult } from '../support/cluster-job.js';
import { drawLog } from '../support/draw-log.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';
import { Random } from '../support/random.js';

const LOG = drawLog(new Random(9), 700_000);

/** A job whose ranges have been read, and users cut. */
function withCut(
  log: Uint8Array,
  options: Partial<PlanClusterOptions>,
  use: (exchange: string, output: string, parts: number) => Promise<void>,
) {
  return withFolder(async (folder) => {
    writeFileSync(`${folder}/log`, log);
    const exchange = `${folder}/x`;
    const given = { source: `${folder}/log`, exchange, ranges: 2, parts: 3, rejects: true, ...options };
    const plan = await planCluster(given);
    for (const index of plan.starts.keys()) await mapRange(exchange, index);
    const { parts } = await cutParts(exchange);
    await use(exchange, `${folder}/out`, parts.length);
  });
}

test('parts that are missing, or shorter than their receipts say, are named, and nothing is published', (t) =>
  withCut(LOG, {}, async (exchange, output, parts) => {
    t.is(parts, 3);
    await reducePart(exchange, 1, { output });
    await failsWith(t, commitParts(exchange, { output }), 'incomplete', 'parts 0, 2');
    const { name, bytes } = await reducePart(exchange, 0, { output });
    await reducePart(exchange, 2, { output });
    truncateSync(`${output}/${name}`, bytes - 1);
    await failsWith(t, commitParts(exchange, { output }), 'incomplete', 'part 0');
    t.false(existsSync(`${output}/_spillway.json`));
  }));

test('late attempts after the commit alter no byte, and a second commit publishes the same', (t) =>
  withCut(LOG, {}, async (exchange, output, parts) => {
    for (let index = 0; index < parts; index++) await reducePart(exchange, index, { output });
    const before = readResult(output, await commitParts(exchange, { output }));
    const files = readdirSync(output);
    await mapRange(exchange, 1, { memory: '1MiB' });
    for (let index = 0; index < parts; index++) await reducePart(exchange, index, { output, memory: '1MiB' });
    const after = readResult(output, await commitParts(exchange, { output }));
    t.deepEqual(after, before);
    t.deepEqual(readdirSync(output), files);
    t.deepEqual(JSON.parse(readFileSync(`${output}/_spillway.json`, 'utf8')), before.summary);
  }));

test('two attempts at a part that say to have written different bytes are refused', (t) =>
  withCut(LOG, { parts: 1 }, async (exchange, output) => {
    await reducePart(exchange, 0, { output });
    await reducePart(exchange, 0, { output });
    const name = readdirSync(exchange).find((it) => it.startsWith('part-'))!;
    const {
      format,
      version,
      checksum: _,
      ...receipt
    } = JSON.parse(readFileSync(`${exchange}/${name}`, 'utf8'));
    const other = encodeChecked({ format, version, wayOut: '' }, { ...receipt, checksum: 1 });
    writeFileSync(`${exchange}/${name}`, other.bytes);
    await failsWith(t, commitParts(exchange, { output }), 'state-corrupt', 'two attempts');
  }));

test('a job without any valid line publishes its rejects and no summary, unless an empty one is allowed', async (t) => {
  const log = Buffer.from('7\n[]\n');
  await withCut(log, {}, async (exchange, output) => {
    await reducePart(exchange, 0, { output });
    await failsWith(t, commitParts(exchange, { output }), 'nothing-valid', '2 rejected', '--allow-empty');
    t.false(existsSync(`${output}/_spillway.json`));
    t.is(readdirSync(output).filter((name) => name.startsWith('rejects-')).length, 1);
  });
  await withCut(log, { allowEmpty: true, format: 'csv' }, async (exchange, output) => {
    await reducePart(exchange, 0, { output });
    const { output: bytes, summary } = readResult(output, await commitParts(exchange, { output }));
    t.is(bytes.toString(), 'user_id,kind,name,value\n');
    t.is(summary.users, 0);
  });
});

test('more rejects than the plan allows, over all ranges together, fail the job', (t) =>
  withCut(
    Buffer.from('777777\n8\n9\n'),
    { maxRejects: 2, allowEmpty: true, ranges: 2 },
    async (exchange, output) => {
      await reducePart(exchange, 0, { output });
      await failsWith(t, commitParts(exchange, { output }), 'too-many-rejects', 'maxRejects (2)');
    },
  ));

test('a larger share of rejects than the plan allows fails the job', (t) =>
  withCut(LOG, { maxRejects: '0.01%', ranges: 1, parts: 1 }, async (exchange, output) => {
    await reducePart(exchange, 0, { output });
    await failsWith(t, commitParts(exchange, { output }), 'too-many-rejects', '(0.01%)');
  }));
