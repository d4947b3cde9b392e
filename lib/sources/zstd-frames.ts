// The parts of zstd's format (RFC 8878) that show where each block and each frame ends:
//
//   frame      magic (4) | descriptor (1) | header (0 to 13) | blocks | checksum (0 or 4)
//   block      header (3): last (1 bit), type (2 bits), size (21 bits) | content: `size` bytes, or 1 of a repeated byte
//   skippable  magic (4) | size (4) | content

const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const REPEATED_BYTE = 1;
const RESERVED_TYPE = 3;

type State =
  | 'magic'
  | 'skippable-size'
  | 'skippable'
  | 'descriptor'
  | 'header'
  | 'block-header'
  | 'block'
  | 'checksum';

/**
 * Follows zstd frames without decoding them. A decoder alone does not always report that its input ends in the middle of a
 * frame, or is followed by something else, nor how much output one call will give. Fed with the pieces cut here, it gives at most one block, 128 KiB.
 */
export class ZstdFrames {
  #state: State = 'magic';
  /** Bytes left of this state, and the little-endian number that its bytes make so far. */
  #missing = 4;
  #number = 0;
  #read = 0;
  #checksum = false;
  #last = false;
  #position = 0;
  #fault: number | undefined;
  #descriptor = 0;
  /** The bytes of the header read so far, at most 13: window, dictionary id and content size. */
  #header: number[] = [];
  #window = 0;

  /** The number of bytes followed so far. */
  get position(): number {
    return this.#position;
  }

  /** Whether it is between frames, where an archive may end. */
  get complete(): boolean {
    return this.#state === 'magic' && this.#read === 0;
  }

  /** The window of the current frame in bytes: how far back its decoder must look. 0 before the first frame. */
  get window(): number {
    return this.#window;
  }

  /** Where something that is not part of a frame starts; nothing is followed from there. */
  get fault(): number | undefined {
    return this.#fault;
  }

  /** Cuts a chunk after each block and each frame that ends in it. */
  *cut(chunk: Uint8Array): Generator<Uint8Array, void, void> {
    let from = 0;
    let index = 0;
    while (index < chunk.length && this.#fault === undefined) {
      const step = Math.min(this.#missing, chunk.length - index);
      if (this.#state === 'header') this.#header.push(...chunk.subarray(index, index + step));
      for (let byte = 0; byte < step && this.#read + byte < 4; byte++) {
        this.#number += chunk[index + byte]! * 2 ** (8 * (this.#read + byte));
      }
      index += step;
      this.#position += step;
      this.#read += step;
      this.#missing -= step;
      const block = this.#state === 'block';
      while (this.#missing === 0 && this.#fault === undefined) this.#advance();
      if (this.#read === 0 && (block || this.#state === 'magic')) {
        yield chunk.subarray(from, index);
        from = index;
      }
    }
    if (from < index) yield chunk.subarray(from, index);
  }

  #advance(): void {
    const next = this.#next(this.#number);
    if (next === undefined) {
      this.#fault = this.#position - this.#read;
      return;
    }
    [this.#state, this.#missing] = next;
    this.#number = 0;
    this.#read = 0;
  }

  /** The state after the one whose bytes make `number`, and its length; undefined if no frame continues like this. */
  #next(number: number): [State, number] | undefined {
    switch (this.#state) {
      case 'magic':
        if (number === FRAME_MAGIC) return ['descriptor', 1];
        return (number & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC ? ['skippable-size', 4] : undefined;
      case 'skippable-size':
        return ['skippable', number];
      case 'descriptor':
        this.#checksum = (number & 0x04) !== 0;
        this.#descriptor = number;
        this.#header = [];
        return ['header', headerBytes(number)];
      case 'header':
        this.#window = windowOf(this.#descriptor, this.#header);
        return ['block-header', 3];
      case 'block-header': {
        const type = (number >> 1) & 3;
        this.#last = (number & 1) === 1;
        return type === RESERVED_TYPE ? undefined : ['block', type === REPEATED_BYTE ? 1 : number >> 3];
      }
      case 'block':
        if (!this.#last) return ['block-header', 3];
        return this.#checksum ? ['checksum', 4] : ['magic', 4];
      default:
        return ['magic', 4];
    }
  }
}

/** The window that a frame's header asks for; for a single-segment frame, its whole content. */
function windowOf(descriptor: number, header: readonly number[]): number {
  if ((descriptor & 0x20) === 0) {
    const base = 2 ** (10 + (header[0]! >> 3));
    return base + (base / 8) * (header[0]! & 7);
  }
  const content = header.slice([0, 1, 2, 4][descriptor & 3]!);
  const size = content.reduce((sum, byte, index) => sum + byte * 2 ** (8 * index), 0);
  return content.length === 2 ? size + 256 : size;
}

/** Bytes between a frame's descriptor and its first block: window, dictionary id and content size. */
function headerBytes(descriptor: number): number {
  const window = (descriptor & 0x20) === 0 ? 1 : 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3]!;
  const content = [1 - window, 2, 4, 8][descriptor >> 6]!;
  return window + dictionary + content;
}
