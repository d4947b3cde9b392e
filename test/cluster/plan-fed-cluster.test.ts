import test from 'ava';
import { FrameWriter } from '../../lib/cluster/frames.js';
import { planFedCluster } from '../../lib/cluster/plan-fed-cluster.js';
import { drawLog } from '../support/draw-log.js';
import { failsWith } from '../support/fails-with.js';
import { chunksOf } from '../support/feeder.js';
import { withFolder } from '../support/folder.js';
import { Random } from '../support/random.js';

const LOG = drawLog(new Random(31), 900_000);
const LISTING = [{ name: 's3://bucket/log', size: LOG.length, tag: 'v1' }];

function sampleFrames(): Buffer[] {
  const writer = new FrameWriter();
  const frames = Array.from({ length: 8 }, (_, spot) => Math.floor((spot * LOG.length) / 8)).flatMap(
    (offset) => [
      writer.frame('S', { source: 0, offset }),
      writer.frame('D', LOG.subarray(offset, offset + 16_384)),
      writer.frame('E'),
    ],
  );
  return [...frames, writer.frame('Z')];
}

test('users are cut into partitions by a sample that is fed', (t) =>
  withFolder(async (exchange) => {
    const sample = chunksOf(sampleFrames(), new Random(1));
    const plan = await planFedCluster({ listing: LISTING, exchange, sample });
    t.true(plan.fed);
    t.true(plan.splitters.length > 5);
    t.deepEqual(await planFedCluster({ listing: LISTING, exchange }), plan);
  }));

test('a sample that is cut off is broken, and no plan is made', (t) =>
  withFolder(async (exchange) => {
    const sample = chunksOf(sampleFrames().slice(0, 5), new Random(1));
    await failsWith(t, planFedCluster({ listing: LISTING, exchange, sample }), 'feed-broken');
    const plan = await planFedCluster({ listing: LISTING, exchange });
    t.deepEqual(plan.splitters, []);
  }));

test('a source that has another size or tag than in the plan is refused, and so are other sources', (t) =>
  withFolder(async (exchange) => {
    await planFedCluster({ listing: LISTING, exchange });
    const changed = (change: object) =>
      planFedCluster({ listing: [{ ...LISTING[0]!, ...change }], exchange });
    await failsWith(t, changed({ tag: 'v2' }), 'source-changed', '(v1)', '(v2)');
    await failsWith(t, changed({ size: LOG.length + 1 }), 'source-changed', 's3://bucket/log');
    await failsWith(t, changed({ name: 'other' }), 'options-changed', 'other sources');
  }));

test('a listing is checked field by field', (t) =>
  withFolder(async (exchange) => {
    const listed = (source: object) =>
      planFedCluster({ listing: [source as { name: string; size: number }], exchange });
    await failsWith(t, listed({ name: 'a' }), 'bad-option', 'listing, source 0: size is missing; it must be');
    await failsWith(t, listed({ name: 'a', size: -1 }), 'bad-option', 'size must be');
    await failsWith(t, listed({ size: 1 }), 'bad-option', 'name is missing');
    await failsWith(t, listed({ name: 'a', size: 1, tag: 7 }), 'bad-option', 'tag must be');
    await failsWith(t, listed({ name: 'a', size: 1, etag: 'x' }), 'bad-option', "'etag'");
  }));
