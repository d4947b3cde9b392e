import { Readable } from 'node:stream';
import { linesOf } from '../in-memory/lines.js';
import { valuesOf } from '../in-memory/values.js';
import { containerOf } from '../sources/containers.js';
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
  const container = containerOf(head, 'FILE');
  if (container !== undefined) return { input: undefined, looks: `${container.what}; ${container.way}` };
  const text = head.toString().replace(BYTE_ORDER_MARK, '').trimStart();
  if (text.startsWith('[')) return { input: 'json', looks: 'a JSON array' };
  if (await isJsonOfSeveralLines(head, text)) return { input: 'json', looks: 'JSON values of several lines' };
  return LINES;
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
