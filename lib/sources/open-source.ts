import { constants, fstatSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { ioError, SpillwayError } from '../errors.js';
import { OptionReader } from '../options.js';
import { type Compression, compressionOf, MAGIC_BYTES } from './compression.js';
import { decompress } from './decompress.js';

/** The name that stands for standard input. */
export const STANDARD_INPUT = '-';
const STANDARD_INPUT_NAME = 'standard input';
const STANDARD_INPUT_DESCRIPTOR = 0;

/** As parse's batches: large enough that a system call is nothing beside its bytes. */
const READ_BYTES = 2 ** 18;

export interface OpenSourceOptions {
  /** Where to begin, in plain (uncompressed) bytes. Of an archive all before it is decompressed and dropped. Default 0. */
  readonly position?: number | undefined;
  /** Called after each read with how many bytes of the file itself were read by then: for a progress bar. */
  readonly onRead?: ((bytes: number) => void) | undefined;
}

type OnRead = (bytes: number) => void;
type Bytes = AsyncGenerator<Uint8Array, void, void>;

/** What a source is, before it is read. */
export interface SourceInfo {
  /** As it was given: a path, or `-`. */
  readonly path: string;
  /** By its content; `'none'` of a pipe, whose content is known only once it is read. */
  readonly compression: Compression;
  /** Bytes on disk, compressed if they are; undefined of a pipe. */
  readonly size: number | undefined;
  /** Whether it can be read again from a position: a regular file, standard input redirected from one included. */
  readonly resumable: boolean;
}

/**
 * A Readable of a file's plain bytes, or of standard input's (`-`): as `createReadStream`, but gzip and zstd are
 * recognised by their content and decompressed, with any number of members or frames.
 *
 * Errors: `bad-option`; in the stream `source-unreadable`, for a file that cannot be read, for an archive that is damaged
 * or ends too early, and for one that has fewer bytes than `position`.
 */
export function openSource(path: string, options: OpenSourceOptions = {}): Readable {
  if (typeof path !== 'string' || path === '' || path.includes('\0')) {
    throw new SpillwayError('bad-option', "openSource: the first argument must be a path, or '-'");
  }
  const reader = new OptionReader('openSource', options);
  const position = reader.integer('position', 0, { min: 0, max: Number.MAX_SAFE_INTEGER });
  const onRead = reader.callback<OnRead>('onRead') ?? (() => undefined);
  reader.done();
  return Readable.from(plainBytes(path, position, onRead), { objectMode: false, highWaterMark: READ_BYTES });
}

/** Looks at a source without reading it. Fails with `source-unreadable`. */
export async function describeSource(path: string): Promise<SourceInfo> {
  if (path === STANDARD_INPUT) return describeStandardInput();
  const file = await openFile(path);
  try {
    return await describeFile(path, file);
  } finally {
    await file.close();
  }
}

async function* plainBytes(path: string, position: number, onRead: OnRead): Bytes {
  if (path === STANDARD_INPUT) {
    const input = counted(process.stdin, STANDARD_INPUT_NAME, onRead);
    yield* dropped(position, decompress(input, STANDARD_INPUT_NAME), STANDARD_INPUT_NAME);
    return;
  }
  const file = await openFile(path);
  try {
    const { compression, size, resumable } = await describeFile(path, file);
    const direct = resumable && compression === 'none';
    if (direct && size! < position) throw tooShort(path, size!, position);
    const start = direct ? position : 0;
    const stream = file.createReadStream({
      ...(resumable ? { start } : {}),
      highWaterMark: READ_BYTES,
      autoClose: false,
    });
    const bytes = counted(stream, path, onRead, start);
    yield* direct ? bytes : dropped(position, decompress(bytes, path), path);
  } finally {
    await file.close();
  }
}

/** The bytes of a stream, whose failures name the source. */
async function* counted(stream: AsyncIterable<Uint8Array>, name: string, onRead: OnRead, start = 0): Bytes {
  let read = start;
  try {
    for await (const chunk of stream) {
      read += chunk.length;
      onRead(read);
      yield chunk;
    }
  } catch (cause) {
    throw ioError('read', name, cause, 'source-unreadable');
  }
}

/** The bytes from `position` on. */
async function* dropped(position: number, bytes: Bytes, name: string): Bytes {
  let passed = 0;
  for await (const chunk of bytes) {
    const drop = Math.min(chunk.length, position - passed);
    passed += drop;
    if (drop < chunk.length) yield chunk.subarray(drop);
  }
  if (passed < position) throw tooShort(name, passed, position);
}

function tooShort(name: string, size: number, position: number): SpillwayError {
  return new SpillwayError(
    'source-unreadable',
    `${name} has ${size} bytes, fewer than position ${position}: it was truncated, or is another file`,
    { file: name, offset: position, expected: position, found: size },
  );
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY);
  } catch (error) {
    throw ioError('read', path, error, 'source-unreadable');
  }
}

async function describeFile(path: string, file: FileHandle): Promise<SourceInfo> {
  try {
    const stats = await file.stat();
    if (stats.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    if (!stats.isFile()) return { path, compression: 'none', size: undefined, resumable: false };
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAGIC_BYTES), 0, MAGIC_BYTES, 0);
    const compression = compressionOf(buffer.subarray(0, bytesRead));
    return { path, compression, size: stats.size, resumable: true };
  } catch (error) {
    throw ioError('read', path, error, 'source-unreadable');
  }
}

function describeStandardInput(): SourceInfo {
  const stats = fstatSync(STANDARD_INPUT_DESCRIPTOR);
  if (!stats.isFile())
    return { path: STANDARD_INPUT, compression: 'none', size: undefined, resumable: false };
  const head = Buffer.alloc(MAGIC_BYTES);
  const read = readSync(STANDARD_INPUT_DESCRIPTOR, head, 0, MAGIC_BYTES, 0);
  return {
    path: STANDARD_INPUT,
    compression: compressionOf(head.subarray(0, read)),
    size: stats.size,
    resumable: true,
  };
}
