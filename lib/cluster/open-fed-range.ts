import { SpillwayError } from '../errors.js';
import type { Segment } from '../job/read/read-segments.js';
import type { SourcePosition } from '../records/source-position.js';
import { compressionOf, MAGIC_BYTES } from '../sources/compression.js';
import { type Stretch, stretchesBetween } from '../sources/stretches.js';
import { FedSources } from './fed-sources.js';
import { boundaryAt } from './nominal-ranges.js';
import { firstLine, type RangeToRead } from './open-range.js';
import { type ClusterPlan, rangeOf } from './plan-format.js';

/**
 * A range whose bytes are fed. `onFed` is called once no more of the feed is needed: its rest can be ignored. Fails with `feed-broken`,
 * and with `bad-option` for a feed of another task.
 */
export async function openFedRange(
  plan: ClusterPlan,
  index: number,
  feed: AsyncIterable<Uint8Array>,
  onFed: () => void,
): Promise<RangeToRead> {
  const { from, to } = rangeOf(plan, index);
  const identities = plan.sources.map(({ identity }) => identity);
  const fed = new FedSources(identities, feed);
  await fed.requireTask(plan.id, index);
  const stretches = stretchesBetween(identities, from, to);
  const begin = await beginning();
  let end: SourcePosition = begin.source > to.source ? begin : to;
  const left = stretches.filter(({ source }) => source >= begin.source);
  const enough = (): void => {
    fed.close();
    onFed();
  };
  if (left.length === 0) enough();
  return { segments: left.map(segmentOf), begin, end: () => end };

  async function beginning(): Promise<SourcePosition> {
    if (from.offset === 0) return from;
    return boundaryAt(identities, from.source, await fed.lineStart(stretches[0]!));
  }

  function segmentOf(stretch: Stretch): Segment {
    const { source } = stretch;
    const { name, identity } = plan.sources[source]!;
    const position = source === begin.source ? begin.offset : 0;
    const isLast = stretch === left.at(-1);
    const onEnd = (offset: number): void => {
      if (!isLast) return;
      if (to.offset > 0) end = boundaryAt(identities, source, offset);
      enough();
    };
    const bytes = (onRead: (bytes: number) => void) => fed.bytes(stretch, onRead, onEnd);
    const plain = async function* (onRead: (bytes: number) => void) {
      const { decompress } = await import('../sources/decompress.js');
      yield* identity.sealed ? decompress(bytes(onRead), name) : notCompressed(bytes(onRead), name, stretch);
    };
    return {
      source,
      path: name,
      name,
      position,
      line: firstLine(position),
      end: null,
      // Its size is known, so its last line counts as it stands.
      sealed: true,
      resumable: false,
      identity,
      descriptor: undefined,
      bytes: plain,
    };
  }
}

/** An archive that is taken for plain text would be cut into lines that it does not have. */
async function* notCompressed(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
  { position }: Stretch,
): AsyncGenerator<Uint8Array, void, void> {
  let head: Uint8Array = new Uint8Array();
  for await (const chunk of bytes) {
    if (position === 0 && head.length < MAGIC_BYTES)
      head = Buffer.concat([head, chunk.subarray(0, MAGIC_BYTES)]);
    if (compressionOf(head) !== 'none') {
      throw new SpillwayError(
        'bad-option',
        `${name} is compressed: in the listing it needs "sealed": true, so that it is not cut`,
        { file: name },
      );
    }
    yield chunk;
  }
}
