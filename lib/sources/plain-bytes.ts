import { constants } from 'node:fs';
import { fileSystem } from '../disk/file-system.js';
import { isPipe, pipeBytes } from '../disk/named-pipe.js';
import type { OpenFile, ReadableFile } from '../disk/open-file.js';
import { closeQuietly } from '../disk/transfer.js';
import { ioError, SpillwayError } from '../errors.js';
import { type Compression, compressionOf, MAGIC_BYTES } from './compression.js';
import { cutShort } from './job-sources.js';
import { fileOfSource, nameOfSource, STANDARD_INPUT, standardInputIsFile } from './standard-input.js';

/** Bytes to read at a time: enough that the cost of a call does not matter, and only a few of parse's batches. */
const CHUNK_BYTES = 2 ** 20;
/** Where two buffers serve in turn: they stay in the processor's cache, from which their bytes are copied on. */
const TURN_BYTES = 2 ** 18;

const NOTHING = Promise.resolve({ bytesRead: 0 });

type Bytes = AsyncGenerator<Uint8Array, void, void>;

export interface PlainBytesOptions {
  /** Where to start, in plain bytes. */
  readonly position: number;
  /** Where to end, in plain bytes; null: at the end of the source. The source may end earlier. */
  readonly end: number | null;
  /** Called after each read with the number of bytes of the file read so far, including those before `position`. */
  readonly onRead: (bytes: number) => void;
  /**
   * True if a chunk may change once the next one is requested. A file that is not compressed is then read into two buffers,
   * one of which is filled while the other is used. Default: false; chunks never change.
   */
  readonly reuse?: boolean;
  /**
   * The file, if it is already open; it stays open. `size`: the bytes that it must have, or up to `end` if that is less.
   * If it has fewer, it was truncated while it was read, which fails with `source-changed`.
   */
  readonly file?: { readonly opened: ReadableFile; readonly size: number } | undefined;
  /** Aborting it ends a wait for standard input or a pipe, with a failure. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The plain bytes of a file or of standard input (`-`), in chunks: the core of `openSource`, and fails in the same way.
 */
export async function* plainBytes(path: string, options: PlainBytesOptions): Bytes {
  if (path === STANDARD_INPUT && !standardInputIsFile()) {
    yield* unpacked(standardInput(options), nameOfSource(path), options);
    return;
  }
  if (options.file !== undefined) {
    try {
      yield* bytesOf(options.file.opened, nameOfSource(path), options);
    } catch (error) {
      throw ioError('read', nameOfSource(path), error, 'source-unreadable');
    }
    return;
  }
  let file: OpenFile | undefined;
  try {
    if (await isPipe(fileOfSource(path))) {
      yield* unpacked(counted(pipeBytes(fileOfSource(path), options.signal), options.onRead), path, options);
      return;
    }
    file = await fileSystem.open(fileOfSource(path), constants.O_RDONLY);
    yield* bytesOf(file, nameOfSource(path), options);
  } catch (error) {
    throw ioError('read', nameOfSource(path), error, 'source-unreadable');
  } finally {
    await closeQuietly(file);
  }
}

async function* bytesOf(file: ReadableFile, name: string, options: PlainBytesOptions): Bytes {
  const { position, end, onRead } = options;
  const stats = await file.stat({ bigint: true });
  const needed = options.file?.size ?? 0;
  if (stats.size < needed) throw cutShort(name, Number(stats.size), needed);
  const compression = stats.isFile() ? await compressionOfFile(file) : 'none';
  if (stats.isFile() && compression === 'none') {
    if (stats.size < position) throw tooShort(name, Number(stats.size), position);
    const chunks = options.reuse ? chunksInTurn : chunksOf;
    yield* notCut(chunks(file, position, end, onRead), name, position, Math.min(end ?? needed, needed));
    return;
  }
  if (compression === 'zip') {
    const { unzip } = await import('./zip.js');
    yield* stretch(unzip(file, name, onRead), name, options);
    return;
  }
  const start = stats.isFile() ? 0 : null;
  yield* unpacked(notCut(chunksOf(file, start, null, onRead), name, 0, needed), name, options);
}

/** Fails with `source-changed` if the chunks, which start at `position`, end before `needed`. */
async function* notCut(chunks: Bytes, name: string, position: number, needed: number): Bytes {
  let at = position;
  for await (const chunk of chunks) {
    at += chunk.length;
    yield chunk;
  }
  if (at < needed) throw cutShort(name, at, needed);
}

async function compressionOfFile(file: ReadableFile): Promise<Compression> {
  const head = Buffer.alloc(MAGIC_BYTES);
  const { bytesRead } = await file.read(head, 0, head.length, 0);
  return compressionOf(head.subarray(0, bytesRead));
}

/** `start` is null for a pipe, which has no positions. */
async function* chunksOf(
  file: ReadableFile,
  start: number | null,
  end: number | null,
  onRead: (bytes: number) => void,
): Bytes {
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

/** Like chunksOf, but with two buffers: one is filled while the other is used. */
async function* chunksInTurn(
  file: ReadableFile,
  start: number,
  end: number | null,
  onRead: (bytes: number) => void,
): Bytes {
  const buffers = [Buffer.allocUnsafeSlow(TURN_BYTES), Buffer.allocUnsafeSlow(TURN_BYTES)] as const;
  const read = (turn: 0 | 1, at: number) => {
    const length = end === null ? TURN_BYTES : Math.min(TURN_BYTES, end - at);
    return length <= 0 ? NOTHING : file.read(buffers[turn], 0, length, at);
  };
  let at = start;
  let turn: 0 | 1 = 0;
  let reading = read(turn, at);
  try {
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      const chunk = buffers[turn].subarray(0, bytesRead);
      at += bytesRead;
      onRead(at);
      turn = turn === 0 ? 1 : 0;
      reading = read(turn, at);
      // Its failure is handled where it is awaited.
      reading.catch(() => {});
      yield chunk;
    }
  } finally {
    // The file must not be closed during a read.
    await reading.catch(() => {});
  }
}

async function* counted(bytes: AsyncIterable<Uint8Array>, onRead: (bytes: number) => void): Bytes {
  let read = 0;
  for await (const chunk of bytes) {
    read += chunk.length;
    onRead(read);
    yield chunk;
  }
}

async function* standardInput({ onRead, signal }: PlainBytesOptions): Bytes {
  const end = () => process.stdin.destroy();
  signal?.addEventListener('abort', end, { once: true });
  try {
    yield* counted(process.stdin as AsyncIterable<Buffer>, onRead);
  } catch (cause) {
    throw ioError('read', nameOfSource(STANDARD_INPUT), cause, 'source-unreadable');
  } finally {
    signal?.removeEventListener('abort', end);
  }
}

/** Loads the decompression only if there may be an archive. */
async function* unpacked(bytes: Bytes, name: string, options: PlainBytesOptions): Bytes {
  const { decompress } = await import('./decompress.js');
  yield* stretch(decompress(bytes, name), name, options);
}

/** The bytes from `position` to `end`. Those before are read and dropped. */
async function* stretch(bytes: Bytes, name: string, { position, end }: PlainBytesOptions): Bytes {
  let at = 0;
  for await (const chunk of bytes) {
    const from = Math.min(chunk.length, Math.max(0, position - at));
    const to = end === null ? chunk.length : Math.min(chunk.length, end - at);
    at += chunk.length;
    if (from < to) yield chunk.subarray(from, to);
    if (end !== null && at >= end) return;
  }
  if (at < position) throw tooShort(name, at, position);
}

function tooShort(name: string, size: number, position: number): SpillwayError {
  return new SpillwayError(
    'source-unreadable',
    `${name} has ${size} bytes, fewer than position ${position}: it was truncated, or is another file`,
    { file: name, offset: position, expected: position, found: size },
  );
}
