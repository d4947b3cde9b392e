import { ID_SEPARATOR, type MappingForms, ROOT } from '../mapping/forms.js';
import { type FieldMapping, fieldName, PATH_FIELDS, type PathField } from '../mapping/mapping.js';
import type { Path } from '../mapping/path.js';
import { type BlockedField, isValue } from './mapped-members.js';
import { DEEPEST, elementsIn, membersOf, nestingOf, textOf } from './members.js';
import type { ReadableRecord } from './read-line.js';

/** A record of a line, and the line's own object if records are elements of a list in it. */
export interface FormedRecord {
  readonly record: string;
  readonly root: string;
}

type Found = string | BlockedField | undefined;

/** The fields of a record by a mapping with forms, under the names of the plain input. `lineId`: the id of a record without one. */
export function formedMembers(record: FormedRecord, mapping: FieldMapping, lineId: string): ReadableRecord {
  const forms = mapping.forms!;
  const members = new Map<string, string>();
  const blocked = new Map<PathField, BlockedField>();
  const put = (field: PathField, found: Found) => {
    if (typeof found === 'string') members.set(field, found);
    else if (found !== undefined) blocked.set(field, inWordsOf(field, found, mapping));
  };
  const find = (paths: readonly Path[]) => paths.map((path) => valueAt(record, path, forms));
  for (const field of PATH_FIELDS) put(field, chosen(find(mapping[field])));
  if (forms.name !== undefined) members.set('name', JSON.stringify(forms.name));
  if (forms.untimed) members.set('timestamp', '0');
  if (typeof forms.id === 'number') members.set('id', JSON.stringify(`${forms.id}:${lineId}`));
  if (forms.id === 'all') {
    const whole = wholeId(find(mapping.id));
    if (whole !== undefined) {
      blocked.delete('id');
      members.set('id', whole);
    }
  }
  const data = dataOf(mapping, find, forms);
  if (data !== undefined) {
    blocked.delete('data');
    members.set('data', data);
  }
  const once = textsOf(find(forms.once)).find(isValue);
  const findOne = (paths: readonly Path[]) => {
    const found = chosen(find(paths));
    return typeof found === 'object' ? inWordsOf(undefined, found, mapping) : found;
  };
  return { members, blocked, once, find: findOne };
}

/** The line's root is not at hand where a reject is described. */
function inWordsOf(field: PathField | undefined, found: BlockedField, mapping: FieldMapping): BlockedField {
  if (found.path[0] !== ROOT || mapping.forms!.records === undefined) return found;
  const something = 'something else on the way';
  if (field === 'type') return { ...found, words: 'nothing' };
  return { ...found, words: field === 'name' ? `${something} in ${fieldName(field, mapping)}` : something };
}

function textsOf(found: readonly Found[]): string[] {
  return found.filter((each) => typeof each === 'string');
}

/** The first value, or else what blocks one of the paths, or else the first. What blocks one from the line's root comes last. */
function chosen(found: readonly Found[]): Found {
  const blocks = found.filter((each) => typeof each === 'object');
  return textsOf(found).find(isValue) ?? blocks.find(({ path }) => path[0] !== ROOT) ?? blocks[0] ?? found[0];
}

function wholeId(found: readonly Found[]): string | undefined {
  const parts = found.map((part) => (typeof part === 'string' && isValue(part) ? part : undefined));
  const present = parts.filter((part) => part !== undefined);
  if (present.length === 0) return undefined;
  const wrong = present.find((part) => !/^["\d-]/.test(part));
  return (
    wrong ?? JSON.stringify(parts.map((part) => (part === undefined ? '' : textOf(part))).join(ID_SEPARATOR))
  );
}

function dataOf(
  mapping: FieldMapping,
  find: (paths: readonly Path[]) => Found[],
  forms: MappingForms,
): string | undefined {
  const given = find(mapping.data).map((value, index) => ({ value, path: mapping.data[index]! }));
  const values = given.filter(({ value }) => typeof value === 'string' && isValue(value)) as {
    value: string;
    path: Path;
  }[];
  const used = forms.data === 'all' ? values : values.slice(0, 1);
  const wrong = used.find(({ value }) => !value.startsWith('{'));
  if (wrong !== undefined) return wrong.value;
  const cleared = clearedNames(find(forms.unset));
  if (used.length === 0 && cleared.length === 0) return undefined;
  const all = new Map<string, string>();
  for (const { value, path } of used.toReversed()) {
    const others = noAttributes(path, mapping, forms);
    for (const [name, member] of membersOf(value)) if (!others.has(name)) all.set(name, member);
  }
  for (const name of cleared) all.set(name, 'null');
  return `{${[...all].map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
}

function clearedNames(found: readonly Found[]): string[] {
  const list = textsOf(found).find(isValue);
  if (list?.startsWith('{')) return [...membersOf(list).keys()];
  return list?.startsWith('[')
    ? elementsIn(list)
        .filter((name) => name.startsWith('"'))
        .map(textOf)
    : [];
}

function noAttributes(path: Path, mapping: FieldMapping, forms: MappingForms): Set<string> {
  const { once, unset } = forms;
  const isOfLine = (each: Path) => forms.records !== undefined && each[0] === ROOT;
  const others = path.length === 0 ? PATH_FIELDS.flatMap((field) => mapping[field]) : mapping.data;
  const names = new Set<string>();
  for (const other of [...others, ...once, ...unset]) {
    if (isOfLine(other) !== isOfLine(path)) continue;
    if (other.length > path.length && path.every((name, index) => other[index] === name))
      names.add(other[path.length]!);
  }
  return names;
}

/** What a path leads to, with what stands on it opened. */
export function valueAt({ record, root }: FormedRecord, path: Path, forms: MappingForms): Found {
  const fromRoot = forms.records !== undefined && path[0] === ROOT;
  let value: string | undefined = (fromRoot ? root : record).trim();
  for (let length = fromRoot ? 1 : 0; length < path.length; length++) {
    if (value === undefined || value === 'null') return undefined;
    if (!value.startsWith('{')) return { path, place: path.slice(0, length), found: value };
    value = membersOf(value).get(path[length]!);
    if (value !== undefined) value = opened(value, path.slice(0, length + 1), forms);
  }
  return value;
}

function opened(value: string, place: Path, { json, entries }: MappingForms): string {
  const isOneOf = (paths: readonly Path[] = []) => paths.some((path) => path.join('\0') === place.join('\0'));
  let open = value;
  if (open.startsWith('"') && isOneOf(json)) open = jsonIn(textOf(open)) ?? open;
  if (open.startsWith('[') && entries !== undefined && isOneOf(entries.at)) open = objectOf(open, entries);
  return open;
}

function jsonIn(text: string): string | undefined {
  if (!/^[ \t\r\n]*[[{]/.test(text)) return undefined;
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  return nestingOf(text) > DEEPEST ? undefined : compact(text);
}

/** Without insignificant white space: as a member's value. */
function compact(json: string): string {
  return membersOf(`{"":${json}}`).get('')!;
}

function objectOf(list: string, { key, value }: NonNullable<MappingForms['entries']>): string {
  const plain = { json: [], entries: undefined } as unknown as MappingForms;
  const members: string[] = [];
  for (const element of elementsIn(list)) {
    if (!element.startsWith('{')) continue;
    const at = { record: element, root: element };
    const name = valueAt(at, key, plain);
    if (typeof name !== 'string' || !name.startsWith('"')) continue;
    const values = textsOf(value.map((path) => valueAt(at, path, plain)));
    members.push(`${name}:${values.find(isValue) ?? values[0] ?? 'null'}`);
  }
  return `{${members.join(',')}}`;
}
