import { isDeepStrictEqual } from 'node:util';
import type { EntryLists, MappingForms } from '../mapping/forms.js';
import type { Path } from '../mapping/path.js';
import { blockedPath } from './reject-message.js';

/** See docs/semantics.md. */
const MOST_LEVELS = 512;

/** Of a line in which paths lead through something that is no object: the first such place, in the words of a message. */
export function onTheWay(
  line: Uint8Array,
  paths: readonly Path[],
  forms?: MappingForms | undefined,
): string | undefined {
  const record: unknown = JSON.parse(Buffer.from(line.buffer, line.byteOffset, line.length).toString());
  for (const path of paths) {
    let value = record;
    for (const [index, name] of path.entries()) {
      if (value === undefined || value === null) break;
      if (typeof value !== 'object' || Array.isArray(value)) {
        return blockedPath(kindOf(value), path.slice(0, index), path);
      }
      value = memberOf(value, name);
      if (forms !== undefined) value = opened(value, path.slice(0, index + 1), forms);
    }
  }
  return undefined;
}

/** What the forms of a mapping read where this stands. */
function opened(value: unknown, place: Path, { json, entries }: MappingForms): unknown {
  const isOneOf = (paths: readonly Path[] = []) => paths.some((path) => isDeepStrictEqual(path, place));
  const open = typeof value === 'string' && isOneOf(json) ? (jsonIn(value) ?? value) : value;
  return Array.isArray(open) && isOneOf(entries?.at) ? objectOf(open, entries!) : open;
}

function jsonIn(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && isReadable(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether it is not nested deeper than anything that is read. */
function isReadable(value: unknown, levels = MOST_LEVELS): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isReadable(inner, levels - 1));
}

function objectOf(list: readonly unknown[], { key, value }: EntryLists): Record<string, unknown> {
  const at = (element: unknown, path: Path) => path.reduce(memberOf, element);
  const entries = list
    .map((element): [unknown, unknown] => {
      const values = value.map((path) => at(element, path)).filter((each) => each !== undefined);
      return [at(element, key), values.find((each) => each !== null && each !== '') ?? values[0] ?? null];
    })
    .filter(([name]) => typeof name === 'string');
  return Object.fromEntries(entries);
}

function memberOf(value: unknown, name: string): unknown {
  const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  return isObject ? (value as Record<string, unknown>)[name] : undefined;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  return value === '' ? 'an empty string' : `a ${typeof value}`;
}
