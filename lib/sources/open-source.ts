import { constants } from 'node:fs';
import { Readable } from 'node:stream';
import { fileSystem } from '../disk/file-system.js';
import type { OpenFile } from '../disk/open-file.js';
import { closeQuietly, readAt } from '../disk/transfer.js';
import { ioError, SpillwayError } from '../errors.js';
import { OptionReader } from '../options.js';
import { type Compression, compressionOf } from './compression.js';
import { HEAD_BYTES } from './containers.js';
import { plainBytes } from './plain-bytes.js';
import { fileOfSource, nameOfSource, STANDARD_INPUT, standardInputIsFile } from './standard-input.js';

/** Bytes that may be buffered: as many as one read gives. */
const WAITING_BYTES = 2 ** 20;

export interface OpenSourceOptions {
  /** Where to start, in plain (uncompressed) bytes. Before that, an archive is decompressed and dropped. Default: 0. */
  readonly position?: number | undefined;
  /** Where to end, in plain bytes, unless the source ends first. Default: at the end of the source. */
  readonly end?: number | undefined;
  /** Called after each read with the number of bytes read from the file itself so far: for a progress bar. */
  readonly onRead?: ((bytes: number) => void) | undefined;
}

type OnRead = (bytes: number) => void;

/** Facts about a source that are known before it is read. */
export interface SourceInfo {
  /** As given: a path, or `-`. */
  readonly path: string;
  /** By its content; `'none'` for a pipe, whose content is known only when it is read. */
  readonly compression: Compression;
  /** Size on disk in bytes, compressed or not; undefined for a pipe. */
  readonly size: number | undefined;
  /** Whether it can be read again from a position: a regular file, or standard input redirected from one. */
  readonly resumable: boolean;
}

/**
 * A Readable of the plain bytes of a file, or of standard input (`-`): like `createReadStream`, but gzip, zstd and zip are
 * recognised by their content and decompressed, with any number of members, frames or files.
 *
 * Errors: `bad-option`; in the stream `source-unreadable`, for a file that cannot be read, for an archive that is damaged
 * or ends too early, and for a source with fewer bytes than `position`; `source-changed` for a file that was cut or
 * written over while it was read.
 */
export function openSource(path: string, options: OpenSourceOptions = {}): Readable {
  if (typeof path !== 'string' || path === '' || path.includes('\0')) {
    throw new SpillwayError('bad-option', "openSource: the first argument must be a path, or '-'");
  }
  const reader = new OptionReader('openSource', options);
  const position = reader.integer('position', 0, { min: 0, max: Number.MAX_SAFE_INTEGER });
  const end = reader.integer('end', Number.POSITIVE_INFINITY, { min: 0, max: Number.MAX_SAFE_INTEGER });
  const onRead = reader.callback<OnRead>('onRead') ?? (() => undefined);
  reader.done();
  // A destroyed stream waits for the pending read, which on a pipe may never end.
  const over = new AbortController();
  const { signal } = over;
  const bytes = plainBytes(path, { position, end: Number.isFinite(end) ? end : null, onRead, signal });
  const source = Readable.from(bytes, { objectMode: false, highWaterMark: WAITING_BYTES });
  const { destroy } = source;
  source.destroy = (error) => {
    over.abort();
    return destroy.call(source, error);
  };
  return source;
}

/** Looks at a source without reading it. Fails with `source-unreadable`. */
export async function describeSource(path: string): Promise<SourceInfo> {
  const { head, ...info } = await inspectSource(path);
  return info;
}

/** Like describeSource, with the first bytes of the file; none of a pipe. */
export async function inspectSource(path: string): Promise<SourceInfo & { readonly head: Uint8Array }> {
  const head = new Uint8Array(0);
  const pipe = { path, compression: 'none', size: undefined, resumable: false, head } as const;
  if (path === STANDARD_INPUT && !standardInputIsFile()) return pipe;
  let file: OpenFile | undefined;
  try {
    // Do not even open a pipe: its writer would take that for the reader.
    const stats = await fileSystem.stat(fileOfSource(path), { bigint: true });
    if (stats.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    if (!stats.isFile()) return pipe;
    file = await fileSystem.open(fileOfSource(path), constants.O_RDONLY);
    const head = await readAt(file, 0, HEAD_BYTES);
    return { path, compression: compressionOf(head), size: Number(stats.size), resumable: true, head };
  } catch (error) {
    throw ioError('read', nameOfSource(path), error, 'source-unreadable');
  } finally {
    await closeQuietly(file);
  }
}
