import { decompress } from '../sources/decompress.js';
import type { SourceIdentity } from '../sources/source-identity.js';
import { feedBroken, readFrames } from './frames.js';

const LF = 0x0a;

interface Piece {
  readonly source: number;
  readonly offset: number;
  readonly parts: Buffer[];
}

/** The whole lines in the pieces that are fed: from S to E each. Of an archive only its beginning can be read. */
export async function readSample(
  feed: AsyncIterable<Uint8Array>,
  sources: readonly SourceIdentity[],
): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  let piece: Piece | undefined;
  for await (const { kind, payload } of readFrames(feed)) {
    if (kind === 'S') piece = { ...(JSON.parse(payload.toString()) as Omit<Piece, 'parts'>), parts: [] };
    else if (kind === 'D' && piece !== undefined) piece.parts.push(payload);
    else if (kind === 'E' && piece !== undefined) {
      const sealed = sources[piece.source]?.sealed;
      if (sealed === undefined) throw feedBroken(`there is no source ${piece.source}`);
      const lines = wholeLines(await plain(piece, sealed), sealed ? 0 : piece.offset);
      if (lines.length > 0) pieces.push(lines);
      piece = undefined;
    } else if (kind !== 'T' && kind !== 'Z') throw feedBroken(`a frame ${kind} came before S`);
  }
  return pieces;
}

async function plain({ parts }: Piece, sealed: boolean): Promise<Uint8Array> {
  if (!sealed) return Buffer.concat(parts);
  const unpacked: Uint8Array[] = [];
  async function* source(): AsyncGenerator<Uint8Array, void, void> {
    yield* parts;
  }
  try {
    for await (const bytes of decompress(source(), 'sample')) unpacked.push(Buffer.from(bytes));
  } catch {
    // It was cut off: what came before counts.
  }
  return Buffer.concat(unpacked);
}

function wholeLines(bytes: Uint8Array, offset: number): Uint8Array {
  const start = offset === 0 ? 0 : bytes.indexOf(LF) + 1;
  return bytes.subarray(start, bytes.lastIndexOf(LF) + 1);
}
