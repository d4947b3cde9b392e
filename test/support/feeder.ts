// Whoever starts a task feeds it: the sources of a range as frames.
import { FrameWriter } from '../../lib/cluster/frames.js';
import { type ClusterPlan, rangeOf } from '../../lib/cluster/plan-format.js';
import { stretchesBetween } from '../../lib/sources/stretches.js';
import type { Random } from './random.js';

/** The frames of a range: each source from its nominal beginning, the last one to its end, though less is needed. */
export function framesOf(
  plan: ClusterPlan,
  index: number,
  sources: readonly Buffer[],
  random: Random,
): Buffer[] {
  const { from, to } = rangeOf(plan, index);
  const writer = new FrameWriter();
  const frames = [writer.frame('T', { plan: plan.id, index })];
  const identities = plan.sources.map(({ identity }) => identity);
  for (const { source, position } of stretchesBetween(identities, from, to)) {
    frames.push(writer.frame('S', { source, offset: position }));
    const bytes = sources[source]!;
    for (let at = position; at < bytes.length; ) {
      const length = random.between(1, random.pick([3, 300, 70_000]));
      frames.push(writer.frame('D', bytes.subarray(at, at + length)));
      at += length;
    }
    frames.push(writer.frame('E'));
  }
  return [...frames, writer.frame('Z')];
}

/** The same bytes as chunks that know nothing of frames. */
export async function* chunksOf(
  frames: readonly Buffer[],
  random: Random,
): AsyncGenerator<Buffer, void, void> {
  const bytes = Buffer.concat(frames);
  for (let at = 0; at < bytes.length; ) {
    const length = random.between(1, random.pick([5, 500, 65_536]));
    yield bytes.subarray(at, at + length);
    at += length;
  }
}
