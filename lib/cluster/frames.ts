import { crc32 } from 'node:zlib';
import { SpillwayError } from '../errors.js';

/**
 * A feed is frames, integers little-endian:
 *
 *   4 bytes "SPW1", u8 kind, 3 zero bytes, u32 length of the payload, u32 CRC-32, payload
 *
 * The checksum goes on from that of the frame before (0 before the first), over the first 12 bytes and the payload: so frames that
 * are changed, lost, doubled or in another order are noticed. Kinds:
 *
 *   T   JSON: what is fed, {"plan": id, "index": i}
 *   S   JSON: where the bytes that follow come from, {"source": index, "offset": byte}
 *   D   bytes
 *   E   empty: the end of what S began
 *   Z   empty: the end of the feed. Without it, the feed was cut off
 */
export type FrameKind = 'T' | 'S' | 'D' | 'E' | 'Z';

export interface Frame {
  readonly kind: FrameKind;
  readonly payload: Buffer;
}

const MAGIC = 'SPW1';
const HEAD_BYTES = 16;
const KIND_OFFSET = 4;
const LENGTH_OFFSET = 8;
const CHECKSUM_OFFSET = 12;
const MAX_PAYLOAD = 2 ** 20;
const KINDS = 'TSDEZ';

/** Makes the frames of a feed, each of which depends on those before it. */
export class FrameWriter {
  #checksum = 0;

  frame(kind: FrameKind, payload: Uint8Array | object = new Uint8Array()): Buffer {
    const bytes = payload instanceof Uint8Array ? payload : Buffer.from(JSON.stringify(payload));
    const head = Buffer.alloc(HEAD_BYTES);
    head.write(MAGIC + kind, 0, 'latin1');
    head.writeUInt32LE(bytes.length, LENGTH_OFFSET);
    this.#checksum = checksumOf(head, bytes, this.#checksum);
    head.writeUInt32LE(this.#checksum, CHECKSUM_OFFSET);
    return Buffer.concat([head, bytes]);
  }
}

function checksumOf(head: Uint8Array, payload: Uint8Array, before: number): number {
  const checksum = crc32(head.subarray(0, CHECKSUM_OFFSET), before);
  // Of no bytes at no address zlib returns 0, whatever came before.
  return payload.length === 0 ? checksum : crc32(payload, checksum);
}

/** The frames in chunks of any size, up to the frame Z, which is the last one. Fails with `feed-broken`. */
export async function* readFrames(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Frame, void, void> {
  let [offset, checksum] = [0, 0];
  let parts: Uint8Array[] = [];
  let held = 0;
  /** The first `length` bytes, if they are here already. */
  const take = (length: number): Buffer => {
    const whole = Buffer.concat(parts, held);
    parts = [whole.subarray(length)];
    held -= length;
    return whole.subarray(0, length);
  };
  let head: Buffer | undefined;
  for await (const chunk of chunks) {
    parts.push(chunk);
    held += chunk.length;
    for (;;) {
      if (head === undefined && held >= HEAD_BYTES) head = requireHead(take(HEAD_BYTES), offset);
      const length = head?.readUInt32LE(LENGTH_OFFSET);
      if (head === undefined || length === undefined || held < length) break;
      const payload = take(length);
      checksum = checksumOf(head, payload, checksum);
      if (checksum !== head.readUInt32LE(CHECKSUM_OFFSET)) {
        throw feedBroken(`the frame at byte ${offset} has another checksum, or frames before it are missing`);
      }
      const kind = head.toString('latin1', KIND_OFFSET, KIND_OFFSET + 1) as FrameKind;
      offset += HEAD_BYTES + length;
      head = undefined;
      yield { kind, payload };
      if (kind === 'Z') return;
    }
  }
  const headBytes = head === undefined ? 0 : HEAD_BYTES;
  throw feedBroken(`it ended at byte ${offset + headBytes + held}, without its last frame (Z)`);
}

function requireHead(head: Buffer, offset: number): Buffer {
  const isFrame =
    head.toString('latin1', 0, KIND_OFFSET) === MAGIC &&
    KINDS.includes(head.toString('latin1', KIND_OFFSET, KIND_OFFSET + 1)) &&
    head.readUInt32LE(LENGTH_OFFSET) <= MAX_PAYLOAD;
  if (isFrame) return head;
  throw feedBroken(`there is no frame at byte ${offset}`);
}

export function feedBroken(what: string): SpillwayError {
  return new SpillwayError('feed-broken', `the feed on standard input is not whole: ${what}; feed it again`);
}
