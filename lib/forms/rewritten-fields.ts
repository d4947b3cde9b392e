import { type MappingForms, NO_FORMS, ROOT } from '../mapping/forms.js';
import { type FieldMapping, PATH_FIELDS, type PathField } from '../mapping/mapping.js';
import type { Path } from '../mapping/path.js';
import type { ByteWriter } from './byte-writer.js';
import {
  type FieldSource,
  firstOf,
  isBlocked,
  type MeasureSource,
  noAttributes,
  type Values,
  valueAt,
} from './field-sources.js';
import {
  elementsOf,
  hasValue,
  isArray,
  isNumber,
  isObject,
  isString,
  membersIn,
  type Span,
  textOf,
} from './json-spans.js';
import { CLOSE, COMMA, LINE_FEED, literal, NULL, OPEN, QUOTE, SEPARATOR, UNTIMED } from './literals.js';
import { EntryReader, jsonInString } from './opened.js';
import { PathTrie, type Place } from './path-trie.js';
import { RecordReader } from './record-reader.js';
import { behind, measureField } from './rewritten-mapping.js';

// A rewritten record has its fields in one shape: `{"user_id":…,"type":…}`. A field to which no path leads, because something
// that is no object stands on the way, is written so that the same is true of it there.

/** Finds the fields of records by a mapping with forms, and writes them in the shape of `rewrittenMapping`. */
export class RewrittenFields {
  readonly #forms: MappingForms;
  readonly #fields: Readonly<Record<PathField | 'once' | 'unset', readonly FieldSource[]>>;
  readonly #prefixes: Readonly<Record<PathField, Buffer>>;
  readonly #blocked: Readonly<Record<PathField, Buffer>>;
  readonly #name: Buffer | undefined;
  /** By the slot of a path of `data`, the names of its members that are no attributes. */
  readonly #excluded = new Map<FieldSource, ReadonlySet<string>>();
  /** The values of measures. */
  readonly #measures: readonly MeasureSource[];
  readonly #recordTrie = new PathTrie();
  readonly #rootTrie = new PathTrie();
  readonly #list: number | undefined;

  constructor(mapping: FieldMapping) {
    const forms = mapping.forms ?? NO_FORMS;
    this.#forms = forms;
    const sources = (paths: readonly Path[]) => paths.map((path) => this.#sourceOf(path));
    this.#fields = {
      ...(Object.fromEntries(PATH_FIELDS.map((field) => [field, sources(mapping[field])])) as Record<
        PathField,
        FieldSource[]
      >),
      once: sources(forms.once),
      unset: sources(forms.unset),
    };
    const literals = (text: (field: PathField) => string) =>
      Object.fromEntries(PATH_FIELDS.map((field) => [field, literal(text(field))])) as Record<
        PathField,
        Buffer
      >;
    this.#prefixes = literals((field) => `"${field}":`);
    this.#blocked = literals((field) => `"${behind(field)}":"",`);
    this.#name = forms.name === undefined ? undefined : literal(`"name":${JSON.stringify(forms.name)},`);
    const measured = new Map(mapping.measures?.map((measure) => [measureField(measure), measure.paths]));
    this.#measures = [...measured].map(([field, paths]) => ({
      sources: sources(paths),
      prefix: literal(`${JSON.stringify(field)}:`),
      blocked: literal(`${JSON.stringify(behind(field))}:"",`),
    }));
    for (const source of this.#fields.data) this.#excluded.set(source, noAttributes(source, mapping, forms));
    this.#list = forms.records === undefined ? undefined : this.#rootTrie.add(forms.records);
    this.#markPlaces();
  }

  /** Readers of records and, if records are elements of a list, of the line around it, with the list's slot. */
  readers(): { record: RecordReader; root: RecordReader | undefined; list: number | undefined } {
    const entries = this.#forms.entries === undefined ? undefined : new EntryReader(this.#forms.entries);
    const open = (_: Place, value: Span) =>
      isString(value) ? jsonInString(value) : entries?.objectOf(value);
    const record = new RecordReader(this.#recordTrie, open);
    const root = this.#list === undefined ? undefined : new RecordReader(this.#rootTrie, open);
    return { record, root, list: this.#list };
  }

  /** Writes a record as one line. `lineId` is its id, if it does not have one of its own. */
  write(values: Values, lineId: string, to: ByteWriter): void {
    to.all(OPEN);
    this.#writeCommon(values, lineId, to);
    this.#writeData(values, to);
    for (const { sources, prefix, blocked } of this.#measures) {
      const value = firstOf(sources, values);
      if (value !== undefined && hasValue(value)) {
        to.all(prefix);
        to.span(value);
        to.all(COMMA);
      } else if (isBlocked(sources, values)) to.all(blocked);
    }
    this.#end(to);
  }

  /** Writes what counts once as a line of its own; false if there is nothing. */
  writeOnce(values: Values, lineId: string, to: ByteWriter): boolean {
    const value = firstOf(this.#fields.once, values);
    if (value === undefined || !hasValue(value)) return false;
    to.all(OPEN);
    this.#writeCommon(values, lineId, to);
    to.all(this.#prefixes.data);
    to.span(value);
    to.all(COMMA);
    this.#end(to);
    return true;
  }

  #sourceOf(path: Path): FieldSource {
    const fromRoot = this.#forms.records !== undefined && path[0] === ROOT;
    const rest = fromRoot ? path.slice(1) : path;
    return { path, fromRoot, slot: (fromRoot ? this.#rootTrie : this.#recordTrie).add(rest) };
  }

  #markPlaces(): void {
    const { json, entries } = this.#forms;
    const split = (paths: readonly Path[], fromRoot: boolean) =>
      paths
        .filter((path) => (this.#forms.records !== undefined && path[0] === ROOT) === fromRoot)
        .map((path) => (fromRoot ? path.slice(1) : path));
    for (const fromRoot of [false, true]) {
      const trie = fromRoot ? this.#rootTrie : this.#recordTrie;
      const lists = entries === undefined ? undefined : { ...entries, at: split(entries.at, fromRoot) };
      trie.mark({ json: split(json, fromRoot), entries: lists });
    }
  }

  #writeCommon(values: Values, lineId: string, to: ByteWriter): void {
    this.#writeField('user_id', values, to);
    this.#writeField('type', values, to);
    if (this.#name !== undefined) to.all(this.#name);
    else this.#writeField('name', values, to);
    if (this.#forms.untimed) to.all(UNTIMED);
    else this.#writeField('timestamp', values, to);
    if (this.#forms.id === 'first') this.#writeField('id', values, to);
    else if (this.#forms.id === 'all') this.#writeWholeId(values, to);
    else {
      to.all(this.#prefixes.id);
      to.all(literal(`"${this.#forms.id}:${lineId}",`));
    }
  }

  #end(to: ByteWriter): void {
    // In place of the last comma.
    if (to.last === COMMA[0]) to.cut(to.length - 1);
    to.all(CLOSE);
    to.byte(LINE_FEED);
  }

  #writeField(field: PathField, values: Values, to: ByteWriter): void {
    const sources = this.#fields[field];
    const value = firstOf(sources, values);
    if (value !== undefined && hasValue(value)) this.#writeMember(field, value, to);
    else if (isBlocked(sources, values)) to.all(this.#blocked[field]);
    else if (value !== undefined) this.#writeMember(field, value, to);
  }

  #writeMember(field: PathField, value: Span, to: ByteWriter): void {
    to.all(this.#prefixes[field]);
    to.span(value);
    to.all(COMMA);
  }

  /** An id of all its parts; those without a value are empty. One that is neither string nor number is the id, and wrong. */
  #writeWholeId(values: Values, to: ByteWriter): void {
    const parts = this.#fields.id.map((source) => valueAt(source, values));
    const present = parts.filter((part) => part !== undefined && hasValue(part)) as Span[];
    if (present.length === 0) {
      this.#writeField('id', values, to);
      return;
    }
    const wrong = present.find((part) => !isString(part) && !isNumber(part));
    if (wrong !== undefined) {
      this.#writeMember('id', wrong, to);
      return;
    }
    to.all(this.#prefixes.id);
    to.all(QUOTE);
    for (const [index, part] of parts.entries()) {
      if (index > 0) to.all(SEPARATOR);
      if (part === undefined || !hasValue(part)) continue;
      if (isString(part)) to.slice(part.bytes, part.start + 1, part.end - 1);
      else to.span(part);
    }
    to.all(QUOTE);
    to.all(COMMA);
  }

  #writeData(values: Values, to: ByteWriter): void {
    const sources = this.#fields.data;
    const all = this.#forms.data === 'all';
    const found = sources
      .map((source) => ({ source, value: valueAt(source, values) }))
      .filter(({ value }) => value !== undefined && hasValue(value)) as {
      source: FieldSource;
      value: Span;
    }[];
    const used = all ? found : found.slice(0, 1);
    const wrong = used.find(({ value }) => !isObject(value));
    if (wrong !== undefined) {
      this.#writeMember('data', wrong.value, to);
      return;
    }
    const cleared = this.#cleared(values);
    if (used.length === 0 && cleared.length === 0) {
      this.#writeField('data', values, to);
      return;
    }
    to.all(this.#prefixes.data);
    to.all(OPEN);
    // Of a name given twice the last value counts, so that of the first path comes last.
    for (const { source, value } of used.toReversed())
      this.#writeMembers(value, this.#excluded.get(source)!, to);
    for (const name of cleared) {
      to.span(name);
      to.all(NULL);
      to.all(COMMA);
    }
    if (to.last === COMMA[0]) to.cut(to.length - 1);
    to.all(CLOSE);
    to.all(COMMA);
  }

  #writeMembers(object: Span, excluded: ReadonlySet<string>, to: ByteWriter): void {
    for (const { name, value } of membersIn(object)) {
      if (excluded.size > 0 && excluded.has(Buffer.from(textOf(name)).toString())) continue;
      to.slice(name.bytes, name.start, value.end);
      to.all(COMMA);
    }
  }

  /** The names that `unset` lists: the strings of an array, or the names of an object's members. */
  #cleared(values: Values): Span[] {
    const list = firstOf(this.#fields.unset, values);
    if (list === undefined) return [];
    if (isObject(list)) return [...membersIn(list)].map(({ name }) => name);
    return isArray(list) ? [...elementsOf(list)].filter(isString) : [];
  }
}
