import { Readable } from 'node:stream';
import { linesOf } from '../in-memory/lines.js';
import { valuesOf } from '../in-memory/values.js';
import { compressionOf } from '../sources/compression.js';
import type { InputFormat } from '../sources/input-format.js';

/** How a source is laid out, by its first bytes. */
export interface Layout {
  /** How to read it; undefined if it cannot be read as it is. */
  readonly input: InputFormat | undefined;
  /** What it is, as the end of the sentence "it looks like …"; if it cannot be read as it is, with the way out. */
  readonly looks: string | undefined;
}

const LINES: Layout = { input: 'lines', looks: undefined };
const BYTE_ORDER_MARK = /^\ufeff/;

/** `head`: the first bytes of a source, unpacked. */
export async function recogniseLayout(head: Buffer): Promise<Layout> {
  const packed = recognisePacked(head);
  if (packed !== undefined) return { input: undefined, looks: packed };
  const text = head.toString().replace(BYTE_ORDER_MARK, '').trimStart();
  const other = recogniseOtherText(text);
  if (other !== undefined) return { input: undefined, looks: other };
  if (text.startsWith('[')) return { input: 'json', looks: 'a JSON array' };
  if (await isJsonOfSeveralLines(head, text)) return { input: 'json', looks: 'JSON values of several lines' };
  return LINES;
}

function recognisePacked(head: Buffer): string | undefined {
  const begins = (...magic: number[]) => magic.every((byte, index) => head[index] === byte);
  if (begins(0x50, 0x4b, 0x03, 0x04)) return 'a zip archive; unpack it first';
  // `openSource` has unpacked one archive.
  const compression = compressionOf(head);
  if (compression !== 'none') return `${compression} within another archive; unpack it once more`;
  if (begins(0xff, 0xfe) || begins(0xfe, 0xff)) return 'UTF-16 text; convert it to UTF-8';
  return undefined;
}

function recogniseOtherText(text: string): string | undefined {
  if (/^<(!doctype html|html)/i.test(text)) return 'an HTML page, such as a failed download leaves';
  if (text.startsWith('<')) return 'XML; convert it to JSON, one object a line';
  return looksLikeCsv(text) ? 'CSV; convert it to JSON, one object a line' : undefined;
}

/** Several lines with the same number of the same separator, and not JSON. */
function looksLikeCsv(text: string): boolean {
  const lines = text.split(/\r?\n/, 5).filter((line) => line !== '');
  if (lines.length < 2 || /^[[{]/.test(text)) return false;
  return [',', ';', '\t'].some((separator) => {
    const [first, ...others] = lines.slice(0, 4).map((line) => line.split(separator).length);
    return first! > 1 && others.every((fields) => fields === first);
  });
}

async function isJsonOfSeveralLines(head: Buffer, text: string): Promise<boolean> {
  const end = text.indexOf('\n');
  if (!text.startsWith('{') || end === -1 || isJson(text.slice(0, end))) return false;
  return (await recordsIn(head, 'json', 1)).records.length > 0;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A line or value of a source. */
export interface SourceRecord {
  /** The offset of a line in these bytes; of a value, the number of values before it. */
  readonly offset: number;
  readonly bytes: Buffer;
}

const LONGEST_VALUE = 2 ** 20;

/** What was read of some bytes. */
export interface SourceRecords {
  readonly records: readonly SourceRecord[];
  /** Why no more can be read, where they end within a value or are not JSON. */
  readonly fault: string | undefined;
}

/** The first records of some bytes, `most` at the most. Blank lines are none. */
export async function recordsIn(bytes: Buffer, input: InputFormat, most: number): Promise<SourceRecords> {
  const records =
    input === 'json' ? valuesOf(Readable.from([bytes]), { maxValue: LONGEST_VALUE }) : linesOf([bytes]);
  const first: SourceRecord[] = [];
  try {
    for await (const record of records) {
      if (!isBlank(record.bytes)) first.push(record);
      if (first.length === most) break;
    }
  } catch (error) {
    return { records: first, fault: (error as Error).message };
  }
  return { records: first, fault: undefined };
}

const BLANKS = new Set([...' \t\r\n'].map((blank) => blank.charCodeAt(0)));

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => BLANKS.has(byte));
}
