import { OptionReader } from '../options.js';
import { type EntryLists, type MappingForms, ROOT } from './forms.js';
import { formatPath, type Paths } from './mapping.js';
import type { Path } from './path.js';
import { A_PATH, parsePath, readPaths } from './read-paths.js';

/** An id of several parts, or one for each record. */
export type IdForm = { readonly all: Paths } | { readonly line: true | number };

/** A list of keys and values, read as an object. */
export interface EntriesForm {
  /** Where such lists stand. Default: at the paths of `data`. */
  readonly at?: Paths | undefined;
  readonly key: string;
  readonly value: Paths;
}

type FormField = 'id' | 'name' | 'data';

/** The paths of a field that may be given in another form, and what that form is. */
export interface FormedPaths {
  readonly paths: readonly Path[];
  readonly form: Partial<MappingForms>;
}

/** Reads `id`, `name` or `data`; undefined if it is not given. */
export function readFormed(owner: string, reader: OptionReader, field: FormField): FormedPaths | undefined {
  const given = reader.raw(field);
  if (given === undefined) return undefined;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    const own = field === 'data' ? [[]] : [];
    return {
      paths: readPaths(reader, field, given, own),
      form: { [field]: field === 'name' ? undefined : 'first' },
    };
  }
  const inner = new OptionReader(`${owner}: ${field}`, given);
  const read = READERS[field](inner, given);
  inner.done();
  return read;
}

const READERS: Readonly<Record<FormField, (reader: OptionReader, given: object) => FormedPaths>> = {
  id(reader, given) {
    if (!('line' in given))
      return { paths: readPaths(reader, 'all', reader.raw('all')), form: { id: 'all' } };
    const line = reader.raw('line');
    if (line !== true && !(Number.isSafeInteger(line) && (line as number) >= 0))
      reader.fail('line', 'true', line);
    return { paths: [], form: { id: line === true ? 0 : (line as number) } };
  },
  name(reader) {
    const constant = reader.raw('constant');
    if (typeof constant !== 'string' || constant === '')
      reader.fail('constant', 'a string that is not empty', constant);
    return { paths: [], form: { name: constant as string } };
  },
  data(reader) {
    return { paths: readPaths(reader, 'all', reader.raw('all'), [[]]), form: { data: 'all' } };
  },
};

/** Reads the fields of a mapping that are forms and nothing else; those that are not given are the preset's. */
export function readForms(
  owner: string,
  reader: OptionReader,
  preset: MappingForms,
  data: readonly Path[],
): Pick<MappingForms, 'json' | 'records' | 'entries' | 'once' | 'unset'> {
  const paths = (field: 'json' | 'once' | 'unset') => {
    const given = reader.raw(field);
    return given === undefined ? preset[field] : readPaths(reader, field, given);
  };
  const records = reader.raw('records');
  const list = records === undefined ? preset.records : parsePath(records);
  if (records !== undefined && list === undefined) reader.fail('records', "a path such as 'events'", records);
  return {
    json: paths('json'),
    records: list,
    entries: readEntries(owner, reader.raw('entries'), data) ?? preset.entries,
    once: paths('once'),
    unset: paths('unset'),
  };
}

function readEntries(owner: string, given: unknown, data: readonly Path[]): EntryLists | undefined {
  if (given === undefined) return undefined;
  const reader = new OptionReader(`${owner}: entries`, given);
  const at = reader.raw('at');
  const key = parsePath(reader.raw('key')) ?? reader.fail('key', "a path such as 'key'", reader.raw('key'));
  const lists = {
    at: at === undefined ? data : readPaths(reader, 'at', at),
    key,
    value: readPaths(reader, 'value', reader.raw('value')),
  };
  reader.done();
  return lists;
}

/** Requires that paths from the line's root are only given where records are elements of a list in it. */
export function requireRoots(
  reader: OptionReader,
  field: string,
  paths: readonly Path[],
  forms: MappingForms,
): void {
  const wrong = paths.find((path) => path[0] === ROOT && (forms.records === undefined || path.length === 1));
  if (wrong !== undefined)
    reader.fail(field, `${A_PATH}; one that begins with '^.' needs 'records'`, formatPath(wrong));
}

/** The forms as they are given in a mapping. `paths`: those of `id` and `data`, as written. */
export function writtenForms(
  forms: MappingForms,
  paths: { readonly id: unknown; readonly data: unknown },
): Readonly<Record<string, unknown>> {
  const { json, records, entries, id, name, data, once, unset } = forms;
  const list = (field: string, given: readonly Path[]) =>
    given.length === 0 ? {} : { [field]: given.map(formatPath) };
  return {
    ...list('json', json),
    ...(records === undefined ? {} : { records: formatPath(records) }),
    ...(entries === undefined
      ? {}
      : {
          entries: {
            at: entries.at.map(formatPath),
            key: formatPath(entries.key),
            value: entries.value.map(formatPath),
          },
        }),
    ...(id === 'all' ? { id: { all: paths.id } } : typeof id === 'number' ? { id: { line: id } } : {}),
    ...(name === undefined ? {} : { name: { constant: name } }),
    ...(data === 'all' ? { data: { all: paths.data } } : {}),
    ...list('once', once),
    ...list('unset', unset),
  };
}
