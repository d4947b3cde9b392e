import { once } from 'node:events';
import { createGunzip, type Gunzip } from 'node:zlib';
import { damagedArchive } from './damaged-archive.js';

/** What zlib hands out at once: as parse's batches, so that the way between threads is paid once a batch. */
const GUNZIP_CHUNK_BYTES = 2 ** 18;

type Bytes = AsyncIterable<Uint8Array>;

/**
 * Unpacks gzip members that follow each other. Node ends at a NUL behind a member without a word, whatever comes then;
 * here NULs are padding, as tapes and some tools add, and the next member is read on behind them. Anything else there is
 * damage.
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

/** Members up to padding, or to the end. */
async function* members(input: PackedBytes, name: string): AsyncGenerator<Uint8Array, void, void> {
  const start = input.position;
  const engine = createGunzip({ chunkSize: GUNZIP_CHUNK_BYTES });
  const feeding = new AbortController();
  // A failure of the source must not be taken for its end, nor be blamed on the archive.
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
    // What it has read since belongs to what follows. After a failure nobody is to wait for a pipe.
    if (ended) await fed;
  }
  if (failure !== undefined) throw failure.cause;
  input.take(start + engine.bytesWritten);
}

/** Gives the engine what comes, until it takes no more. */
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
    // It never drains where it has come to padding.
    if (!more) await once(engine, 'drain', { signal: over }).catch(() => {});
  }
}

/** Bytes of a source that are kept until they are taken, so that what is read beyond an end is not lost. */
class PackedBytes {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #chunks: Uint8Array[] = [];
  #position = 0;
  #end = 0;
  #reading = false;

  constructor(source: Bytes) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Up to where they are taken. */
  get position(): number {
    return this.#position;
  }

  /** The bytes from `at` on, as far as they are here, or the next ones; undefined at the end. */
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

  /** Drops what is before `position`. */
  take(position: number): void {
    while (this.#chunks.length > 0 && this.#position < position) {
      const first = this.#chunks[0]!;
      const count = Math.min(first.length, position - this.#position);
      if (count === first.length) this.#chunks.shift();
      else this.#chunks[0] = first.subarray(count);
      this.#position += count;
    }
  }

  /** Takes NULs; false where nothing comes behind them. */
  async skipPadding(): Promise<boolean> {
    for (;;) {
      const chunk = await this.next(this.#position);
      if (chunk === undefined) return false;
      const other = chunk.findIndex((byte) => byte !== 0);
      this.take(this.#position + (other === -1 ? chunk.length : other));
      if (other !== -1) return true;
    }
  }

  /** A source that is being waited for closes when something comes. */
  async close(): Promise<void> {
    const closed = this.#source.return?.();
    if (this.#reading) closed?.catch(() => {});
    else await closed;
  }
}
