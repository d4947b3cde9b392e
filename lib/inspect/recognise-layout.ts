import { Readable } from 'node:stream';
import { linesOf } from '../in-memory/lines.js';
import { valuesOf } from '../in-memory/values.js';
import { containerOf, HEAD_BYTES } from '../sources/containers.js';
import type { InputFormat } from '../sources/input-format.js';
import { layoutOf } from '../sources/layout.js';

/** How a source is laid out, by its first bytes. */
export interface Layout {
  /** How to read it; undefined if it cannot be read as it is. */
  readonly input: InputFormat | undefined;
  /** What it is, as the end of the sentence "it looks like …"; if it cannot be read as it is, with the way out. */
  readonly looks: string | undefined;
}

/** `head`: the first bytes of a source, unpacked. */
export function recogniseLayout(head: Buffer): Layout {
  const container = containerOf(head, 'FILE');
  if (container !== undefined) return { input: undefined, looks: `${container.what}; ${container.way}` };
  const input = layoutOf(head.subarray(0, HEAD_BYTES), head.length < HEAD_BYTES);
  if (input === 'lines') return { input, looks: undefined };
  const isArray = /^\ufeff?\s*\[/.test(head.toString('utf8', 0, HEAD_BYTES));
  return { input, looks: isArray ? 'a JSON array' : 'JSON values of several lines' };
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
