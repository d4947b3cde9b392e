import { type Slices, turnOfEventLoop } from '../async/slices.js';
import type { ReadableFile } from '../disk/open-file.js';

/** Bytes to read at a time: enough that the cost of a call does not matter, and only a few of parse's batches. */
const CHUNK_BYTES = 2 ** 20;
/** Where two buffers serve in turn: they stay in the processor's cache, from which their bytes are copied on. */
const TURN_BYTES = 2 ** 18;

/** How long a slice reads without a turn of the event loop. */
const SLICE_MS = 10;
/** After this many chunks that other threads have read, the calling one tries again to read them itself. */
const CHUNKS_BY_OTHERS = 8;

const NOTHING = Promise.resolve({ bytesRead: 0 });

/** The bytes of a file in chunks that stay as they are. `start` is null for a pipe, which has no positions. */
export async function* chunksOf(
  file: ReadableFile,
  start: number | null,
  end: number | null,
  onRead: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void, void> {
  for (let at = start ?? 0; end === null || at < end; ) {
    const length = end === null ? CHUNK_BYTES : Math.min(CHUNK_BYTES, end - at);
    const buffer = Buffer.allocUnsafeSlow(length);
    const { bytesRead } = await file.read(buffer, 0, length, start === null ? null : at);
    if (bytesRead === 0) return;
    at += bytesRead;
    onRead(at);
    yield buffer.subarray(0, bytesRead);
  }
}

/**
 * The bytes of a file in chunks that may change once the next one is requested. Where the file allows it, the calling thread
 * reads them itself, many in a slice, each to where `place` says; otherwise others fill one buffer while the other is used.
 */
export async function* chunksInTurn(
  file: ReadableFile,
  start: number,
  end: number | null,
  onRead: (bytes: number) => void,
  place?: () => Uint8Array | undefined,
): Slices<Uint8Array> {
  const reader = new TurnReader(file, start, end, onRead, place);
  while (!reader.over) {
    if (file.readNow === undefined) {
      yield* reader.byOthers(Number.POSITIVE_INFINITY);
      continue;
    }
    yield reader.here();
    await turnOfEventLoop();
    if (reader.mustWait) yield* reader.byOthers(CHUNKS_BY_OTHERS);
  }
}

class TurnReader {
  readonly #file: ReadableFile;
  readonly #end: number;
  readonly #onRead: (bytes: number) => void;
  readonly #place: (() => Uint8Array | undefined) | undefined;
  #at: number;
  #buffer = Buffer.allocUnsafeSlow(TURN_BYTES);
  #other = Buffer.allocUnsafeSlow(TURN_BYTES);
  over = false;
  /** Whether the file said that the next read had to wait for the disk. */
  mustWait = false;

  constructor(
    file: ReadableFile,
    start: number,
    end: number | null,
    onRead: (bytes: number) => void,
    place?: () => Uint8Array | undefined,
  ) {
    this.#file = file;
    this.#place = place;
    this.#at = start;
    this.#end = end ?? Number.POSITIVE_INFINITY;
    this.#onRead = onRead;
  }

  /** Chunks that the calling thread reads, for a while. */
  *here(): Generator<Uint8Array, void, void> {
    const begun = performance.now();
    do {
      const buffer = this.#place?.() ?? this.#buffer;
      const length = this.#lengthFor(buffer);
      const bytesRead = length === 0 ? 0 : this.#file.readNow!(buffer, 0, length, this.#at);
      this.mustWait = bytesRead === undefined;
      if (bytesRead === undefined) return;
      const chunk = this.#take(buffer, bytesRead);
      if (chunk !== undefined) yield chunk;
    } while (!this.over && performance.now() - begun < SLICE_MS);
  }

  /** At most this many chunks, each read by another thread while the one before it is used. */
  async *byOthers(most: number): Slices<Uint8Array> {
    let reading: ReturnType<ReadableFile['read']> | undefined = this.#read();
    try {
      for (let left = most; reading !== undefined; left--) {
        const chunk = this.#take(this.#buffer, (await reading).bytesRead);
        if (chunk === undefined) return;
        [this.#buffer, this.#other] = [this.#other, this.#buffer];
        reading = left > 1 ? this.#read() : undefined;
        // Its failure is handled where it is awaited.
        reading?.catch(() => {});
        yield [chunk];
      }
    } finally {
      // The file must not be closed during a read.
      await reading?.catch(() => {});
    }
  }

  #lengthFor(buffer: Uint8Array): number {
    return Math.max(0, Math.min(buffer.length, this.#end - this.#at));
  }

  #read(): ReturnType<ReadableFile['read']> {
    const length = this.#lengthFor(this.#buffer);
    return length === 0 ? NOTHING : this.#file.read(this.#buffer, 0, length, this.#at);
  }

  /** The bytes that were read into a buffer; undefined at the end. */
  #take(buffer: Uint8Array, bytesRead: number): Uint8Array | undefined {
    this.over = bytesRead === 0;
    if (this.over) return undefined;
    this.#at += bytesRead;
    this.#onRead(this.#at);
    return buffer.subarray(0, bytesRead);
  }
}
