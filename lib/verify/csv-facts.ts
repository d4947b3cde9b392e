import { type Fact, UnreadableRecord } from './fact.js';
import { quote } from './quote.js';
import type { SummaryRecord } from './records.js';

/** The header that a summary in CSV may have. */
const CSV_COLUMNS = ['user_id', 'kind', 'name', 'value'] as const;

/**
 * fast-csv drops white space next to quotes, and white space that is all of the first field, so different texts would look
 * the same. In RFC 4180, spaces are part of a field. So white space is replaced by private-use characters for parsing;
 * texts have one character per byte and contain none of their own.
 */
const WHITE_SPACE = /[\t\v\f \xa0]/g;
const STAND_INS = /[\ue000-\ue0ff]/g;
const STAND_IN = 0xe000;

/** The fact in each row of CSV, whatever its quotes; undefined for the header. */
export async function csvFacts(
  records: readonly SummaryRecord[],
): Promise<(Fact | UnreadableRecord | undefined)[]> {
  const rows = await parseRows(records.map(({ text }) => text).join('\n'));
  if (rows?.length === records.length) return rows.map((fields, index) => factOf(fields, records[index]!));
  // Some of them are not rows. Parse them one by one to find out which.
  const facts: (Fact | UnreadableRecord | undefined)[] = [];
  for (const record of records) {
    const alone = await parseRows(record.text);
    const row = alone?.length === 1 ? alone[0] : undefined;
    facts.push(row === undefined ? new UnreadableRecord(record, whyNoRow(record)) : factOf(row, record));
  }
  return facts;
}

/** Whether the row `text` may belong to a user. */
export function isCsvRowOf(user: string, text: string): boolean {
  return text.startsWith(`${user},`) || text.startsWith(`"${user.replaceAll('"', '""')}",`);
}

/** Undefined if fast-csv rejects the text. */
async function parseRows(text: string): Promise<string[][] | undefined> {
  const { parseString } = await import('fast-csv');
  const kept = text.replace(WHITE_SPACE, (space) => String.fromCharCode(STAND_IN + space.charCodeAt(0)));
  const rows: string[][] = [];
  try {
    for await (const row of parseString<string[], string[]>(kept, { headers: false })) rows.push(row);
    return kept === text ? rows : rows.map((row) => row.map(restored));
  } catch {
    return undefined;
  }
}

function restored(field: string): string {
  return field.replace(STAND_INS, (standIn) => String.fromCharCode(standIn.charCodeAt(0) - STAND_IN));
}

function factOf(fields: readonly string[], record: SummaryRecord): Fact | UnreadableRecord | undefined {
  const [user, kind, name, value] = fields;
  const { length } = fields;
  if (length === 0) return new UnreadableRecord(record, 'it is empty');
  if (length !== 4) {
    return new UnreadableRecord(record, `it has ${length} field${length === 1 ? '' : 's'}, not 4`);
  }
  if (record.start === 0 && CSV_COLUMNS.every((column, index) => column === fields[index])) return undefined;
  if (
    kind !== 'attribute' &&
    kind !== 'event' &&
    kind !== 'measure' &&
    (kind !== '' || name !== '' || value !== '')
  ) {
    return new UnreadableRecord(
      record,
      `its kind is ${quote(kind!)}, none of 'attribute', 'event' and 'measure'`,
    );
  }
  return { user: user!, kind, name: name!, value: value!, record };
}

function whyNoRow({ text }: SummaryRecord): string {
  return text === '' ? 'it is empty' : 'its quotes do not follow RFC 4180';
}
