import { type Fact, UnreadableRecord } from './fact.js';
import { quote } from './quote.js';
import type { SummaryRecord } from './records.js';

/** The header that a summary in CSV may have. */
const CSV_COLUMNS = ['user_id', 'kind', 'name', 'value'] as const;

/**
 * fast-csv takes white space beside quotes, or alone in the first field, for nothing, and different texts for the same. So
 * it is given private characters in its place (RFC 4180: spaces are part of a field). Texts have one character a byte.
 */
const WHITE_SPACE = /[\t\v\f \xa0]/g;
const STAND_INS = /[\ue000-\ue0ff]/g;
const STAND_IN = 0xe000;

/** The facts of rows of CSV, one each, however they are quoted; undefined of a header. */
export async function csvFacts(
  records: readonly SummaryRecord[],
): Promise<(Fact | UnreadableRecord | undefined)[]> {
  const rows = await parseRows(records.map(({ text }) => text).join('\n'));
  if (rows?.length === records.length) return rows.map((fields, index) => factOf(fields, records[index]!));
  // Not each of them is a row. Which are is seen when they are read one by one.
  const facts: (Fact | UnreadableRecord | undefined)[] = [];
  for (const record of records) {
    const alone = await parseRows(record.text);
    const row = alone?.length === 1 ? alone[0] : undefined;
    facts.push(row === undefined ? new UnreadableRecord(record, whyNoRow(record)) : factOf(row, record));
  }
  return facts;
}

/** Whether `text`, a row, may be one of a user's. */
export function isCsvRowOf(user: string, text: string): boolean {
  return text.startsWith(`${user},`) || text.startsWith(`"${user.replaceAll('"', '""')}",`);
}

/** Undefined where fast-csv refuses the text. */
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
  if (kind !== 'attribute' && kind !== 'event' && (kind !== '' || name !== '' || value !== '')) {
    return new UnreadableRecord(record, `its kind is ${quote(kind!)}, neither 'attribute' nor 'event'`);
  }
  return { user: user!, kind, name: name!, value: value!, record };
}

function whyNoRow({ text }: SummaryRecord): string {
  return text === '' ? 'it is empty' : 'it is not quoted as RFC 4180 wants';
}
