import type { FieldMapping } from '../mapping/mapping.js';

/** What a record has as its `data`; undefined if it has none. */
export function dataOfRecord(
  record: Readonly<Record<string, unknown>>,
  mapping: FieldMapping | undefined,
): unknown {
  const paths = mapping?.data ?? [['data']];
  return paths.map((path) => path.reduce(member, record as unknown)).find(isValue);
}

function member(value: unknown, name: string): unknown {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}

function isValue(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
