import { once } from 'node:events';
import { createGunzip, type Gunzip } from 'node:zlib';
import { damagedArchive } from './damaged-archive.js';

/** zlib's chunks are as large as parse's batches, so that each batch crosses threads only once. */
const GUNZIP_CHUNK_BYTES = 2 ** 18;

type Bytes = AsyncIterable<Uint8Array>;

/**
 * Unpacks any number of gzip members. After a member, Node silently stops at a NUL, whatever follows. Here NULs are
 * padding, which tapes and some tools add, and reading continues with the next member. Anything else there is damage.
 */
export async function* gunzip(source: Bytes, name: string): AsyncGenerator<Uint8Array, void, void> {
  const input = new PackedBytes(source);
  try {
    do yield* members(input, name);
    while (await input.skipPadding());
  } finally {
    await input.close();
  }
}

/** Unpacks members up to padding, or to the end. */
async function* members(input: PackedBytes, name: string): AsyncGenerator<Uint8Array, void, void> {
  const start = input.position;
  const engine = createGunzip({ chunkSize: GUNZIP_CHUNK_BYTES });
  const feeding = new AbortController();
  // A failure of the source must not look like its end, or like damage to the archive.
  let failure: { readonly cause: unknown } | undefined;
  const fed = feed(engine, input, start, feeding.signal).catch((cause: unknown) => {
    failure = { cause };
    engine.destroy(cause as Error);
  });
  let ended = false;
  try {
    yield* engine as AsyncIterable<Uint8Array>;
    ended = true;
  } catch (cause) {
    if (failure !== undefined) throw failure.cause;
    const truncated = (cause as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
    throw damagedArchive('gzip', name, start + engine.bytesWritten, truncated, cause);
  } finally {
    feeding.abort();
    engine.destroy();
    // A chunk that is being read belongs to the next member. After a failure do not wait for it: it may be a pipe.
    if (ended) await fed;
  }
  if (failure !== undefined) throw failure.cause;
  input.take(start + engine.bytesWritten);
}

/** Feeds the engine until it ends. */
async function feed(engine: Gunzip, input: PackedBytes, start: number, over: AbortSignal): Promise<void> {
  for (let at = start; !over.aborted; ) {
    const chunk = await input.next(at);
    if (over.aborted) return;
    if (chunk === undefined) {
      engine.end();
      return;
    }
    at += chunk.length;
    const more = engine.write(chunk);
    input.take(start + engine.bytesWritten);
    // It never drains once it has reached padding.
    if (!more) await once(engine, 'drain', { signal: over }).catch(() => {});
  }
}

/** Keeps bytes of a source until they are taken, so that bytes read beyond the end of a member are not lost. */
class PackedBytes {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #chunks: Uint8Array[] = [];
  #position = 0;
  #end = 0;
  #reading = false;

  constructor(source: Bytes) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The number of bytes taken. */
  get position(): number {
    return this.#position;
  }

  /** The bytes from `at`, as far as they are in memory, otherwise the next chunk; undefined at the end. */
  async next(at: number): Promise<Uint8Array | undefined> {
    let before = this.#position;
    for (const chunk of at < this.#end ? this.#chunks : []) {
      if (at < before + chunk.length) return chunk.subarray(at - before);
      before += chunk.length;
    }
    for (;;) {
      this.#reading = true;
      const next = await this.#source.next();
      this.#reading = false;
      if (next.done === true) return undefined;
      if (next.value.length === 0) continue;
      this.#chunks.push(next.value);
      this.#end += next.value.length;
      return next.value;
    }
  }

  /** Drops the bytes before `position`. */
  take(position: number): void {
    while (this.#chunks.length > 0 && this.#position < position) {
      const first = this.#chunks[0]!;
      const count = Math.min(first.length, position - this.#position);
      if (count === first.length) this.#chunks.shift();
      else this.#chunks[0] = first.subarray(count);
      this.#position += count;
    }
  }

  /** Takes NULs. Resolves to false if nothing follows them. */
  async skipPadding(): Promise<boolean> {
    for (;;) {
      const chunk = await this.next(this.#position);
      if (chunk === undefined) return false;
      const other = chunk.findIndex((byte) => byte !== 0);
      this.take(this.#position + (other === -1 ? chunk.length : other));
      if (other !== -1) return true;
    }
  }

  /** Closes the source. If a read is pending, it closes once that ends. */
  async close(): Promise<void> {
    const closed = this.#source.return?.();
    if (this.#reading) closed?.catch(() => {});
    else await closed;
  }
}
