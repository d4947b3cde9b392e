import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { encodeChecked } from '../../lib/cluster/checked-json.js';
import { findCut } from '../../lib/cluster/cut-format.js';
import { cutParts } from '../../lib/cluster/cut-parts.js';
import { mapRange } from '../../lib/cluster/map-range.js';
import { planCluster } from '../../lib/cluster/plan-cluster.js';
import { drawLog } from '../support/draw-log.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';
import { Random } from '../support/random.js';

const LOG = drawLog(new Random(5), 200_000);

function withRanges(ranges: number, use: (exchange: string) => Promise<void>) {
  return withFolder(async (folder) => {
    writeFileSync(`${folder}/log`, LOG);
    const exchange = `${folder}/x`;
    await planCluster({ source: `${folder}/log`, exchange, ranges, rejects: true });
    await use(exchange);
  });
}

const receiptsOf = (exchange: string) => readdirSync(exchange).filter((name) => /^map-.*\.json$/.test(name));

test('ranges that have no receipt are named', (t) =>
  withRanges(4, async (exchange) => {
    for (const index of [0, 2]) await mapRange(exchange, index);
    await failsWith(t, cutParts(exchange), 'incomplete', 'ranges 1, 3');
  }));

test('what was cut once stays, whatever attempts come later', (t) =>
  withRanges(2, async (exchange) => {
    for (const index of [0, 1]) await mapRange(exchange, index, { memory: '2MiB' });
    const cut = await cutParts(exchange);
    for (const index of [1, 0, 1]) await mapRange(exchange, index);
    t.deepEqual(await cutParts(exchange), cut);
    t.deepEqual(await findCut(exchange), cut);
  }));

test('an attempt without its files, or whose receipt is not whole, does not count', (t) =>
  withRanges(1, async (exchange) => {
    await mapRange(exchange, 0);
    const { runs } = await mapRange(exchange, 0);
    for (const name of receiptsOf(exchange)) {
      const receipt = readFileSync(`${exchange}/${name}`, 'utf8');
      if (receipt.includes(runs[0]!.file)) truncateSync(`${exchange}/${runs[0]!.file}`, 100);
      else writeFileSync(`${exchange}/${name}`, receipt.slice(0, -10));
    }
    await failsWith(t, cutParts(exchange), 'incomplete', 'range 0');
  }));

test('ranges that do not meet are a source that was changed', (t) =>
  withRanges(3, async (exchange) => {
    for (const index of [0, 1, 2]) await mapRange(exchange, index);
    const name = receiptsOf(exchange).find((it) => it.startsWith('map-000001'))!;
    const {
      format,
      version,
      checksum: _,
      ...receipt
    } = JSON.parse(readFileSync(`${exchange}/${name}`, 'utf8'));
    const forged = { ...receipt, end: { ...receipt.end, offset: receipt.end.offset + 1 } };
    writeFileSync(`${exchange}/${name}`, encodeChecked({ format, version, wayOut: '' }, forged).bytes);
    await failsWith(t, cutParts(exchange), 'source-changed', 'range 2 begins at byte');
  }));

test('a receipt that names a file outside of the exchange does not count', (t) =>
  withRanges(1, async (exchange) => {
    await mapRange(exchange, 0);
    const [name] = receiptsOf(exchange);
    const {
      format,
      version,
      checksum: _,
      ...receipt
    } = JSON.parse(readFileSync(`${exchange}/${name}`, 'utf8'));
    const forged = { ...receipt, runs: [{ ...receipt.runs[0], file: '../log' }] };
    writeFileSync(`${exchange}/${name}`, encodeChecked({ format, version, wayOut: '' }, forged).bytes);
    await failsWith(t, cutParts(exchange), 'incomplete', 'range 0');
  }));

test('without a plan, the message says what makes one', (t) =>
  withFolder(async (folder) => {
    await failsWith(t, cutParts(folder), 'bad-option', 'spillway plan');
  }));
