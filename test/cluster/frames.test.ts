import test from 'ava';
import { type Frame, FrameWriter, readFrames } from '../../lib/cluster/frames.js';
import { failsWith } from '../support/fails-with.js';
import { chunksOf } from '../support/feeder.js';
import { Random } from '../support/random.js';

const PAYLOADS = ['one', '', 'three', 'and four'];

function feed(): Buffer[] {
  const writer = new FrameWriter();
  return [...PAYLOADS.map((text) => writer.frame('D', Buffer.from(text))), writer.frame('Z')];
}

async function read(frames: readonly Buffer[], seed = 1): Promise<Frame[]> {
  const found: Frame[] = [];
  for await (const frame of readFrames(chunksOf(frames, new Random(seed)))) found.push(frame);
  return found;
}

test('frames are read from chunks of any size, up to the last one', async (t) => {
  for (let seed = 0; seed < 50; seed++) {
    const frames = await read([...feed(), Buffer.from('what follows does not matter')], seed);
    t.deepEqual(
      frames.map(({ kind, payload }) => `${kind}${payload}`),
      [...PAYLOADS.map((text) => `D${text}`), 'Z'],
    );
  }
});

test('a feed that is cut off at any byte is broken, also between two frames', async (t) => {
  const whole = Buffer.concat(feed());
  for (let length = 0; length < whole.length; length++) {
    await failsWith(t, read([whole.subarray(0, length)]), 'feed-broken', `ended at byte ${length}`);
  }
});

test('a feed of which any bit is flipped is broken', async (t) => {
  const whole = Buffer.concat(feed());
  for (const at of whole.keys()) {
    for (const bit of [1, 16, 128]) {
      const flipped = Buffer.from(whole);
      flipped[at]! ^= bit;
      await failsWith(t, read([flipped]), 'feed-broken');
    }
  }
});

test('a feed is broken where frames are lost, doubled or in another order', async (t) => {
  const frames = feed();
  for (const index of PAYLOADS.keys()) {
    await failsWith(t, read(frames.toSpliced(index, 1)), 'feed-broken');
    await failsWith(t, read(frames.toSpliced(index, 0, frames[index]!)), 'feed-broken');
    const swapped = frames.toSpliced(index, 2, frames[index + 1]!, frames[index]!);
    await failsWith(t, read(swapped), 'feed-broken');
  }
});

test('what is no frame is refused by its place', (t) =>
  failsWith(
    t,
    read([Buffer.from('{"user_id":"1"}\n{"user_id":"2"}\n')]),
    'feed-broken',
    'no frame at byte 0',
  ));
