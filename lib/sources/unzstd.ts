import { SpillwayError } from '../errors.js';
import { formatSize } from '../options.js';
import { damagedArchive } from './damaged-archive.js';
import { nodeZstd } from './node-zstd.js';
import { withZstdCodec } from './zstd-codec.js';
import { CodecDecoder, NodeDecoder, WINDOW_LOG, type ZstdDecoder } from './zstd-decoder.js';
import { ZstdFrames } from './zstd-frames.js';

type Bytes = AsyncGenerator<Uint8Array, void, void>;

/** Unpacks any number of zstd frames. */
export function unzstd(source: AsyncIterable<Uint8Array>, name: string): Bytes {
  if (nodeZstd !== undefined) return unpacked(source, name, new NodeDecoder(nodeZstd));
  return withZstdCodec((codec) => unpacked(source, name, new CodecDecoder(codec)));
}

/** Decoders tell neither that an archive is truncated, nor always what follows it, so that its frames are counted here. */
export async function* unpacked(
  source: AsyncIterable<Uint8Array>,
  name: string,
  decoder: ZstdDecoder,
): Bytes {
  const frames = new ZstdFrames();
  let whole = false;
  try {
    for await (const chunk of source) {
      let offset = frames.position;
      for (const piece of frames.cut(chunk)) {
        const plain = await decoder.decode(piece, frames.complete).catch((cause) => {
          throw frames.window > 2 ** WINDOW_LOG
            ? windowTooLarge(name, frames.window)
            : damagedArchive('zstd', name, offset, false, cause);
        });
        offset += piece.length;
        yield* plain;
      }
      if (frames.fault !== undefined) throw damagedArchive('zstd', name, frames.fault, false);
    }
    if (!frames.complete) throw damagedArchive('zstd', name, frames.position, true);
    whole = true;
  } finally {
    decoder.close(whole);
  }
}

function windowTooLarge(name: string, window: number): SpillwayError {
  return new SpillwayError(
    'source-unreadable',
    `${name} was packed by zstd with a window of ${formatSize(window)}, larger than the ${formatSize(2 ** WINDOW_LOG)} supported here; ` +
      `pack it without --ultra and --long, or pipe it in: zstd -dc --long=31 ${name} | …`,
    { file: name, expected: 2 ** WINDOW_LOG, found: window },
  );
}
