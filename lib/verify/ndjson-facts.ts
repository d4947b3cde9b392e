import { decimalOf, formatDecimal } from '../in-memory/decimal.js';
import { membersOf } from '../in-memory/members.js';
import { type Fact, UnreadableRecord } from './fact.js';
import { quote, quoteName } from './quote.js';
import type { SummaryRecord } from './records.js';

const KEYS = ['user_id', 'attributes', 'events', 'measures'];

/** The facts in a line of NDJSON: attributes, then events, then measures, each sorted by name, whatever the order in the line. */
export function ndjsonFacts(record: SummaryRecord): (Fact | UnreadableRecord)[] {
  try {
    const text = textOf(record.text);
    return factsOf(parse(text), text, record);
  } catch (error) {
    if (error instanceof Error) return [new UnreadableRecord(record, error.message)];
    throw error;
  }
}

const NO_OBJECT = 'it is not a JSON object on one line, in UTF-8';

function textOf(line: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(line, 'latin1'));
  } catch {
    throw new Error(NO_OBJECT);
  }
}

function parse(text: string): Readonly<Record<string, unknown>> {
  const value = ((): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      throw new Error(NO_OBJECT);
    }
  })();
  return requireObject(value, 'it');
}

function factsOf(summary: Readonly<Record<string, unknown>>, text: string, record: SummaryRecord): Fact[] {
  const odd = Object.keys(summary).find((key) => !KEYS.includes(key));
  if (odd !== undefined) throw new Error(`it has the key ${quote(bytesOf(odd))}, which no summary has`);
  const { user_id, attributes = {}, events = {}, measures = {} } = summary;
  if (typeof user_id !== 'string') throw new Error('its user_id is not a string');
  const user = bytesOf(user_id);

  const section = (kind: 'attribute' | 'event', type: 'string' | 'number', members: unknown): Fact[] =>
    Object.entries(requireObject(members, `its ${kind}s`)).map(([key, value]) => {
      const name = bytesOf(key);
      if (typeof value !== type) throw new Error(`its ${kind} ${quoteName(name)} is not a ${type}`);
      return { user, kind, name, value: bytesOf(String(value)), record };
    });
  const facts = [
    ...section('attribute', 'string', attributes).sort(byName),
    ...section('event', 'number', events).sort(byName),
    ...measureFacts(user, requireObject(measures, 'its measures'), text, record).sort(byName),
  ];
  return facts.length > 0 ? facts : [{ user, kind: '', name: '', value: '', record }];
}

/** Measures that are numbers are compared with all their digits, which `JSON.parse` does not keep. */
function measureFacts(
  user: string,
  measures: Readonly<Record<string, unknown>>,
  text: string,
  record: SummaryRecord,
): Fact[] {
  const names = Object.keys(measures);
  const sources = names.length === 0 ? undefined : membersOf(membersOf(text).get('measures')!);
  return names.map((key) => {
    const name = bytesOf(key);
    const value = measures[key];
    if (typeof value !== 'string' && typeof value !== 'number') {
      throw new Error(`its measure ${quoteName(name)} is neither a string nor a number`);
    }
    const written = typeof value === 'string' ? value : numberOf(sources!.get(key) ?? String(value));
    return { user, kind: 'measure', name, value: bytesOf(written), record };
  });
}

/** Numbers of the same value are the same, however they are written. */
function numberOf(source: string): string {
  const decimal = decimalOf(source);
  return typeof decimal === 'bigint' ? formatDecimal(decimal) : source;
}

/** Never 0, because the names in one object differ. */
function byName(a: Fact, b: Fact): number {
  return a.name < b.name ? -1 : 1;
}

function requireObject(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new Error(`${what} ${what.endsWith('s') ? 'are' : 'is'} not a JSON object`);
}

function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1');
}
