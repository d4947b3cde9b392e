import { inflateSync, constants as zlib } from 'node:zlib';
import { SpillwayError } from '../errors.js';
import { compressionOf } from './compression.js';

/** The number of bytes at the head of a file that show what it is: a tar archive shows it at byte 257. */
export const HEAD_BYTES = 4096;

/** What a file holds that is not JSON. */
interface Container {
  /** As in `x is …`. */
  readonly what: string;
  /** The shell command that writes its content as JSON, or another way out. */
  readonly way: (file: string) => string;
}

interface KnownContainer extends Container {
  readonly matches: (head: Buffer) => boolean;
}

const piped = (command: string) => (file: string) =>
  `pipe it in: ${command.replace('FILE', shellWord(file))} | spillway summarize - …`;

const begins =
  (...bytes: readonly number[]) =>
  (head: Buffer) =>
    bytes.every((byte, index) => head[index] === byte);
const beginsWith = (text: string) => (head: Buffer) => head.toString('latin1', 0, text.length) === text;

const duckdb = (from: string) => piped(`duckdb -c "COPY (FROM ${from}) TO '/dev/stdout' (FORMAT json)"`);

/** In the order in which they are tried: the sure ones first. */
const CONTAINERS: readonly KnownContainer[] = [
  {
    what: 'an xz archive',
    matches: begins(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0),
    way: piped('xz -dc FILE'),
  },
  {
    what: 'a bzip2 archive',
    // A block's mark, or that of the end of an empty archive, follows.
    matches: (head) =>
      /^BZh[1-9]$/.test(head.toString('latin1', 0, 4)) &&
      ['314159265359', '177245385090'].includes(head.toString('hex', 4, 10)),
    way: piped('bzip2 -dc FILE'),
  },
  { what: 'an LZ4 archive', matches: begins(0x04, 0x22, 0x4d, 0x18), way: piped('lz4 -dc FILE') },
  {
    what: 'a 7-Zip archive',
    matches: begins(0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c),
    way: piped('7z e -so FILE'),
  },
  { what: 'a Parquet file', matches: beginsWith('PAR1'), way: duckdb("'FILE'") },
  { what: 'an Avro file', matches: beginsWith('Obj\x01'), way: piped('avro cat FILE') },
  { what: 'an ORC file', matches: beginsWith('ORC'), way: piped('orc-contents FILE') },
  {
    what: 'a tar archive',
    matches: (head) => head.toString('latin1', 257, 262) === 'ustar',
    way: piped('tar -xOf FILE'),
  },
  {
    what: 'a zlib stream',
    matches: isZlib,
    way: piped('pigz -dc FILE'),
  },
  {
    what: 'UTF-16 text',
    matches: isUtf16,
    way: piped('iconv -f UTF-16 -t UTF-8 FILE'),
  },
  {
    what: 'an HTML page, such as a failed download leaves',
    matches: (head) => /^\s*<(?:!doctype html|html)\b/i.test(textOf(head)),
    way: () => 'fetch the export again',
  },
  {
    what: 'XML',
    matches: (head) => /^\s*<\?xml/i.test(textOf(head)),
    way: () => 'convert it to JSON, one object a line',
  },
  { what: 'CSV', matches: (head) => looksLikeCsv(textOf(head)), way: piped('mlr --icsv --ojsonl cat FILE') },
];

/** What a file that begins with `head` holds, if it is known and is not JSON. `file` is for the way out. */
export function containerOf(head: Uint8Array, file: string): { what: string; way: string } | undefined {
  const compression = compressionOf(head);
  if (compression !== 'none') return { what: `${compression} within another archive`, way: 'unpack it once' };
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, HEAD_BYTES));
  const found = CONTAINERS.find(({ matches }) => matches(bytes));
  if (found !== undefined) return { what: found.what, way: found.way(file) };
  return looksLikeBrotli(file, bytes)
    ? { what: 'a brotli stream', way: piped('brotli -dc FILE')(file) }
    : undefined;
}

/** brotli has no mark of its own: its name alone shows it, where the content is no JSON either. */
function looksLikeBrotli(file: string, head: Buffer): boolean {
  return /\.br$/i.test(file) && head.length > 0 && !/^\s*[[{]/.test(textOf(head));
}

/** Requires that a source may hold JSON, by its first plain bytes. Fails with `source-unreadable`. */
export function refuseContainer(head: Uint8Array, file: string): void {
  const found = containerOf(head, file);
  if (found !== undefined) throw notRead(file, found.what, found.way);
}

export function notRead(file: string, what: string, way: string): SpillwayError {
  return new SpillwayError('source-unreadable', `${file} is ${what}, which is not read here; ${way}`, {
    file,
  });
}

/** zlib's usual first bytes, none of which text may have; and what follows can be unpacked. */
function isZlib(head: Buffer): boolean {
  if (head[0] !== 0x78 || ![0x01, 0x9c, 0xda].includes(head[1]!)) return false;
  try {
    return inflateSync(head, { finishFlush: zlib.Z_SYNC_FLUSH }).length > 0;
  } catch {
    return false;
  }
}

/** By its mark, or because its first character, which is ASCII in any JSON, takes two bytes. */
function isUtf16(head: Buffer): boolean {
  if (begins(0xff, 0xfe)(head) || begins(0xfe, 0xff)(head)) return true;
  const open = (byte: number | undefined) => byte === 0x7b || byte === 0x5b;
  return (open(head[0]) && head[1] === 0 && head[2] !== 0) || (head[0] === 0 && open(head[1]));
}

function textOf(head: Buffer): string {
  return head.toString().replace(/^\ufeff/, '');
}

/** A head line of names, and lines with the same number of the same separator. */
function looksLikeCsv(text: string): boolean {
  const lines = text.split(/\r?\n/, 5).filter((line) => line !== '');
  if (lines.length < 2) return false;
  return [',', ';', '\t'].some((separator) => {
    const [names = [], ...others] = lines.slice(0, 4).map((line) => line.split(separator));
    const named = names.every((name) => /^"?[\p{L}_$][\p{L}\d_$ .:()/-]*"?$/u.test(name.trim()));
    return named && names.length > 1 && others.every((fields) => fields.length === names.length);
  });
}

/** A file's name as a word of a shell. */
function shellWord(file: string): string {
  return /^[\w./@%+=:,~-]+$/.test(file) ? file : `'${file.replaceAll("'", `'\\''`)}'`;
}
