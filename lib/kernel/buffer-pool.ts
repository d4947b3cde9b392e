/** Memory for what is written whole at once: its content is not set to zeros first. */
export function unsetBuffer(bytes: number): ArrayBuffer {
  return Buffer.allocUnsafeSlow(bytes).buffer;
}

/** Sizes of buffers, so that one fits the next batch, too, which is a little longer or shorter. */
const GRAIN_BYTES = 2 ** 17;
/** Larger ones are an exception that would hold memory for nothing. */
const MAX_KEPT_BYTES = 2 ** 22;

/** Buffers that are given back and used again: memory that is new to a process costs several times what filling it does. */
export class BufferPool {
  readonly #free: ArrayBuffer[] = [];

  /** A buffer of at least this many bytes, with any content. */
  take(bytes: number): ArrayBuffer {
    const free = this.#free.pop();
    if (free !== undefined && free.byteLength >= bytes) return free;
    return unsetBuffer(Math.ceil(bytes / GRAIN_BYTES) * GRAIN_BYTES);
  }

  /** A copy of bytes, in a buffer of at least their length. */
  copyOf(bytes: Uint8Array): Buffer<ArrayBuffer> {
    const copy = Buffer.from(this.take(bytes.length), 0, bytes.length);
    copy.set(bytes);
    return copy;
  }

  /** Takes back a buffer that is no longer used. */
  give(buffer: ArrayBuffer): void {
    if (buffer.byteLength <= MAX_KEPT_BYTES) this.#free.push(buffer);
  }
}
