import { Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import type { ReadableFile } from '../disk/open-file.js';
import { SpillwayError } from '../errors.js';
import { damagedArchive } from './damaged-archive.js';
import { decompress } from './decompress.js';
import { oldestFirst } from './oldest-first.js';

const READ_BYTES = 2 ** 18;
const LINE_FEED = 0x0a;
/** Each entry takes about a KiB of memory while the archive is read. */
const MAX_ENTRIES = 65_536;
const STORED = 0;
const DEFLATED = 8;

type Bytes = AsyncGenerator<Uint8Array, void, void>;

/**
 * The plain bytes of the files in a zip archive, in the order of their names as in a directory, each unpacked once more if it
 * is gzip or zstd. A file whose last line has no line end gets one if another file follows. Hidden files are left out.
 * `onRead` is called with the number of bytes of the archive read so far.
 *
 * Fails with `source-unreadable` if the archive is damaged, encrypted, or packed in another way than deflate.
 */
export async function* unzip(file: ReadableFile, name: string, onRead: (bytes: number) => void): Bytes {
  const size = Number((await file.stat({ bigint: true })).size);
  const reader = new FileReader(file, onRead);
  let zip: ZipFile;
  const entries = new Map<string, Entry>();
  try {
    zip = await fromRandomAccessReaderPromise(reader, size, { autoClose: false, decodeStrings: false });
    if (zip.entryCount > MAX_ENTRIES) throw tooManyEntries(name, zip.entryCount);
    for await (const entry of zip.eachEntry()) {
      const path = (entry.fileName as unknown as Buffer).toString();
      if (isLog(path)) entries.set(path, entry);
    }
  } catch (cause) {
    if (reader.failure !== undefined) throw reader.failure;
    if (cause instanceof SpillwayError) throw cause;
    const cutOff = /end of central directory/i.test((cause as Error).message);
    throw damagedArchive('zip', name, cutOff ? size : 0, cutOff, cause);
  }
  let open = false;
  for (const path of oldestFirst([...entries.keys()])) {
    if (open) yield Uint8Array.of(LINE_FEED);
    open = false;
    for await (const chunk of decompress(
      entryBytes(zip, entries.get(path)!, path, name, reader),
      `${path} in ${name}`,
    )) {
      if (chunk.length > 0) open = chunk.at(-1) !== LINE_FEED;
      yield chunk;
    }
  }
  onRead(size);
}

function isLog(path: string): boolean {
  return !path.endsWith('/') && !path.split('/').some((part) => part.startsWith('.') || part === '__MACOSX');
}

/** The bytes of an entry, unpacked and checked against its length and checksum. */
async function* entryBytes(
  zip: ZipFile,
  entry: Entry,
  path: string,
  name: string,
  reader: FileReader,
): AsyncGenerator<Uint8Array, void, void> {
  if (entry.isEncrypted()) throw notUnpacked(name, `${path}, which is encrypted`);
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) {
    throw notUnpacked(
      name,
      `${path}, which is not packed with deflate but by method ${entry.compressionMethod}`,
    );
  }
  let checksum = 0;
  let length = 0;
  try {
    const raw = await zip.openReadStreamPromise(entry, { decodeFileData: false });
    for await (const chunk of entry.compressionMethod === STORED ? raw : inflated(raw)) {
      checksum = crc32(chunk as Uint8Array, checksum);
      length += (chunk as Uint8Array).length;
      yield chunk as Uint8Array;
    }
  } catch (cause) {
    throw reader.failure ?? damaged(name, entry, cause);
  }
  if (length !== entry.uncompressedSize || checksum !== entry.crc32) throw damaged(name, entry, undefined);
}

async function* inflated(raw: Readable): Bytes {
  const engine = createInflateRaw({ chunkSize: READ_BYTES });
  raw.on('error', (cause) => engine.destroy(cause));
  raw.pipe(engine);
  try {
    yield* engine as AsyncIterable<Uint8Array>;
  } finally {
    raw.destroy();
  }
}

/** Reads ranges of an open file, which stays open. */
class FileReader extends RandomAccessReader {
  /** Why the file could not be read. */
  failure: Error | undefined;
  readonly #file: ReadableFile;
  readonly #onRead: (bytes: number) => void;
  #read = 0;

  constructor(file: ReadableFile, onRead: (bytes: number) => void) {
    super();
    this.#file = file;
    this.#onRead = onRead;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#chunks(start, end), { objectMode: false, highWaterMark: READ_BYTES });
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#fill(buffer.subarray(offset, offset + length), position).then(() => callback(null), callback);
  }

  async #fill(bytes: Buffer, position: number): Promise<void> {
    let filled = 0;
    for await (const chunk of this.#chunks(position, position + bytes.length)) {
      bytes.set(chunk, filled);
      filled += chunk.length;
    }
    if (filled < bytes.length) throw new Error('the file ends too early');
  }

  async *#chunks(start: number, end: number): Bytes {
    try {
      for (let at = start; at < end; ) {
        const buffer = Buffer.allocUnsafeSlow(Math.min(READ_BYTES, end - at));
        const { bytesRead } = await this.#file.read(buffer, 0, buffer.length, at);
        if (bytesRead === 0) return;
        at += bytesRead;
        this.#read += bytesRead;
        this.#onRead(this.#read);
        yield buffer.subarray(0, bytesRead);
      }
    } catch (cause) {
      this.failure = cause as Error;
      throw cause;
    }
  }
}

function damaged(name: string, entry: Entry, cause: unknown): SpillwayError {
  if (cause instanceof SpillwayError) return cause;
  return damagedArchive('zip', name, entry.relativeOffsetOfLocalHeader, false, cause);
}

function notUnpacked(name: string, what: string): SpillwayError {
  return new SpillwayError(
    'source-unreadable',
    `${name} is a zip archive that holds ${what}; unpack it yourself: unzip -p ${name} | spillway summarize - …`,
    { file: name },
  );
}

function tooManyEntries(name: string, found: number): SpillwayError {
  return new SpillwayError(
    'source-unreadable',
    `${name} is a zip archive of ${found} files, and at most ${MAX_ENTRIES} are read; unpack it, and name its directory`,
    { file: name, expected: MAX_ENTRIES, found },
  );
}
