import { constants } from 'node:fs';
import { type Slices, slicesOf, valuesOf } from '../async/slices.js';
import { fileSystem } from '../disk/file-system.js';
import { isPipe, pipeBytes } from '../disk/named-pipe.js';
import type { OpenFile, ReadableFile } from '../disk/open-file.js';
import { closeQuietly } from '../disk/transfer.js';
import { ioError, SpillwayError } from '../errors.js';
import { type Compression, compressionOf, MAGIC_BYTES } from './compression.js';
import { chunksInTurn, chunksOf } from './file-chunks.js';
import { cutShort } from './job-sources.js';
import { SourceFile } from './source-file.js';
import { fileOfSource, nameOfSource, STANDARD_INPUT, standardInputIsFile } from './standard-input.js';
import { requireUnchanged } from './verify-source.js';

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
  /** With `reuse`: where the calling thread reads the next chunk to. Default, and if undefined: a buffer of its own. */
  readonly place?: (() => Uint8Array | undefined) | undefined;
  /**
   * The file, if it is already open; it stays open. `size`: the bytes that it must have, or up to `end` if that is less.
   * If it has fewer, it was truncated while it was read, which fails with `source-changed`. The caller checks that it was not
   * written over. Default: it is opened by its path, and must still hold at the end what it held at the start.
   */
  readonly file?: { readonly opened: ReadableFile; readonly size: number } | undefined;
  /** Aborting it ends a wait for standard input or a pipe, with a failure. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The plain bytes of a file or of standard input (`-`), in chunks: the core of `openSource`, and fails in the same way.
 */
export function plainBytes(path: string, options: PlainBytesOptions): Bytes {
  return valuesOf(plainSlices(path, options));
}

/** Like `plainBytes`, in slices: chunks that are read in the calling thread are had without waiting. */
export async function* plainSlices(path: string, options: PlainBytesOptions): Slices<Uint8Array> {
  if (path === STANDARD_INPUT && !standardInputIsFile()) {
    yield* slicesOf(unpacked(standardInput(options), nameOfSource(path), options));
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
      const bytes = counted(pipeBytes(fileOfSource(path), options.signal), options.onRead);
      yield* slicesOf(unpacked(bytes, path, options));
      return;
    }
    file = await fileSystem.open(fileOfSource(path), constants.O_RDONLY);
    yield* unchangedBytesOf(file, nameOfSource(path), options);
  } catch (error) {
    throw ioError('read', nameOfSource(path), error, 'source-unreadable');
  } finally {
    await closeQuietly(file);
  }
}

/** What a file held when it was opened must still be there when it has been read. */
async function* unchangedBytesOf(
  file: ReadableFile,
  name: string,
  options: PlainBytesOptions,
): Slices<Uint8Array> {
  if (!(await file.stat({ bigint: true })).isFile()) {
    yield* bytesOf(file, name, options);
    return;
  }
  const source = SourceFile.of(name, file);
  const seen = await source.identifyWhole();
  yield* bytesOf(file, name, { ...options, file: { opened: file, size: seen.size } });
  await requireUnchanged(source, seen);
}

async function* bytesOf(file: ReadableFile, name: string, options: PlainBytesOptions): Slices<Uint8Array> {
  const { position, end, onRead } = options;
  const stats = await file.stat({ bigint: true });
  const needed = options.file?.size ?? 0;
  if (stats.size < needed) throw cutShort(name, Number(stats.size), needed);
  const compression = stats.isFile() ? await compressionOfFile(file) : 'none';
  if (stats.isFile() && compression === 'none') {
    if (stats.size < position) throw tooShort(name, Number(stats.size), position);
    const required = Math.min(end ?? needed, needed);
    let at = position;
    const onChunk = (bytes: number) => {
      at = bytes;
      onRead(bytes);
    };
    if (options.reuse) yield* chunksInTurn(file, position, end, onChunk, options.place);
    else yield* slicesOf(chunksOf(file, position, end, onChunk));
    if (at < required) throw cutShort(name, at, required);
    return;
  }
  if (compression === 'zip') {
    const { unzip } = await import('./zip.js');
    yield* slicesOf(stretch(unzip(file, name, onRead), name, options));
    return;
  }
  const start = stats.isFile() ? 0 : null;
  yield* slicesOf(unpacked(notCut(chunksOf(file, start, null, onRead), name, needed), name, options));
}

/** Fails with `source-changed` if the chunks of a whole file end before `needed`. */
async function* notCut(chunks: Bytes, name: string, needed: number): Bytes {
  let at = 0;
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
