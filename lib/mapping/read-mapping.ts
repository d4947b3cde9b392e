import { isDeepStrictEqual } from 'node:util';
import { OptionReader } from '../options.js';
import { type MappingForms, NO_FORMS } from './forms.js';
import {
  type FieldMapping,
  formatPath,
  PATH_FIELDS,
  type PathField,
  type Paths,
  type RecordKind,
  TIME_FORMATS,
  type TimeFormat,
} from './mapping.js';
import type { Path } from './path.js';
import { isPreset, PRESET_NAMES, PRESETS, type PresetName } from './presets.js';
import {
  type EntriesForm,
  type FormedPaths,
  type IdForm,
  readFormed,
  readForms,
  requireRoots,
  writtenForms,
} from './read-forms.js';
import { type Measures, readMeasures, writtenMeasures } from './read-measures.js';
import { A_PATH, parsePath, readPaths } from './read-paths.js';

/**
 * Where to find the fields in the records of another product. A dot in a path leads into an object. A dot or a backslash
 * that belongs to a name is escaped by a backslash.
 */
export interface Mapping {
  /** The preset to start from; fields given here replace its fields. Default: none. */
  readonly preset?: PresetName | undefined;
  /** Required, unless the preset has it. */
  readonly user_id?: Paths | undefined;
  /** Where to find the type of a record. Default: nowhere; all records are of the kind `otherwise`. */
  readonly type?: Paths | undefined;
  /** The kind of record of each type. Required with `type`. */
  readonly types?: Readonly<Record<string, RecordKind>> | undefined;
  /** The kind of records of any other type, or without one. Default `'ignored'`. */
  readonly otherwise?: RecordKind | undefined;
  /**
   * Id and name of an event. Required if there are events. `{ all: … }` is the id of all these together, `{ line: true }`
   * makes each record an event of its own, and `{ constant: … }` is the name of every event.
   */
  readonly id?: Paths | IdForm | undefined;
  readonly name?: Paths | { readonly constant: string } | undefined;
  /** Time of attributes. Default: none, the order of the source decides. */
  readonly timestamp?: Paths | undefined;
  /**
   * Values of attributes. Required if there are attributes. `'.'` is the record itself, without what other fields take;
   * `{ all: … }` is the objects at all these paths together, of which the first one with a name counts.
   */
  readonly data?: Paths | { readonly all: Paths } | undefined;
  /** Attributes of which the earliest value counts, unless `data` has set one. */
  readonly once?: Paths | undefined;
  /** A list of names of attributes, or an object with such names, that are cleared. */
  readonly unset?: Paths | undefined;
  /** Places whose strings are JSON text, read as if it stood there. */
  readonly json?: Paths | undefined;
  /** Lists of keys and values, read as objects. */
  readonly entries?: EntriesForm | undefined;
  /** The path of a list whose elements are the records. Paths that begin with `^.` start at the line around it. */
  readonly records?: string | undefined;
  /** How times are written: `'seconds'` (default), `'milliseconds'`, `'microseconds'`, `'nanoseconds'`, `'iso-8601'`. */
  readonly time?: TimeFormat | undefined;
  /** Further facts of a user, by name. Default: those of no name. */
  readonly measures?: Measures | undefined;
}

const KINDS: readonly RecordKind[] = ['event', 'attributes', 'both', 'ignored'];

/**
 * Checks a mapping, or looks up a preset by its name. Undefined stays undefined, and means the plain input. `owner` is
 * for messages: the function or the file that the mapping is given to. Fails with `bad-option`.
 */
export function readMapping(owner: string, given: Mapping | PresetName): FieldMapping;
export function readMapping(owner: string, given: unknown): FieldMapping | undefined;
export function readMapping(owner: string, given: unknown): FieldMapping | undefined {
  if (given === undefined) return undefined;
  if (typeof given === 'string') {
    return PRESETS[new OptionReader(owner, { map: given }).oneOf<PresetName>('map', 'segment', PRESET_NAMES)];
  }
  return new MappingReader(owner, given).read();
}

/** A mapping as given, with other measures than its own, if any are given: those of the plain input without a mapping. */
export function withMeasures(map: unknown, measures: unknown): unknown {
  if (measures === undefined) return map;
  if (map === undefined || typeof map === 'string') return { preset: map ?? 'plain', measures };
  return typeof map === 'object' && map !== null && !Array.isArray(map) ? { ...map, measures } : map;
}

/**
 * A mapping in full, without a preset, so that mappings of the same meaning are equal; undefined for the plain input. Fails
 * with `bad-option`.
 */
export function writtenMapping(owner: string, given: unknown): Mapping | undefined {
  const mapping = readMapping(owner, given);
  if (mapping === undefined) return undefined;
  const measures = mapping.measures === undefined ? {} : { measures: writtenMeasures(mapping.measures) };
  if (mapping.plain === true)
    return mapping.measures === undefined ? undefined : { preset: 'plain', ...measures };
  const { types, otherwise, time } = mapping;
  const paths = PATH_FIELDS.filter((field) => mapping[field].length > 0).map((field) => {
    const texts = mapping[field].map(formatPath);
    return [field, texts.length === 1 ? texts[0] : texts];
  });
  const kinds = Object.keys(types).length === 0 ? {} : { types };
  const fields = { ...Object.fromEntries(paths), ...kinds, otherwise, time, ...measures };
  const { forms } = mapping;
  return forms === undefined ? fields : { ...fields, ...writtenForms(forms, fields as WrittenPaths) };
}

type WrittenPaths = { readonly id: unknown; readonly data: unknown };

class MappingReader {
  readonly #owner: string;
  readonly #reader: OptionReader;
  readonly #preset: Partial<FieldMapping>;

  constructor(owner: string, given: unknown) {
    this.#owner = owner;
    this.#reader = new OptionReader(owner, given ?? null);
    const preset = this.#reader.raw('preset');
    if (preset !== undefined && !(typeof preset === 'string' && isPreset(preset))) {
      this.#reader.fail('preset', `one of ${PRESET_NAMES.map((name) => `'${name}'`).join(', ')}`);
    }
    this.#preset = preset === undefined ? {} : PRESETS[preset];
  }

  read(): FieldMapping {
    const reader = this.#reader;
    const [id, name, data] = [this.#formed('id'), this.#formed('name'), this.#formed('data')];
    const fields: FieldMapping = {
      user_id: this.#paths('user_id'),
      type: this.#paths('type'),
      types: this.#types(),
      otherwise: reader.oneOf<RecordKind>('otherwise', this.#preset.otherwise ?? 'ignored', KINDS),
      id: id.paths,
      name: name.paths,
      timestamp: this.#paths('timestamp'),
      data: data.paths,
      time: reader.oneOf<TimeFormat>('time', this.#preset.time ?? 'seconds', TIME_FORMATS),
    };
    const preset = this.#preset.forms ?? NO_FORMS;
    const forms: MappingForms = {
      ...preset,
      ...readForms(this.#owner, reader, preset, fields.data),
      ...id.form,
      ...name.form,
      ...data.form,
      untimed: fields.timestamp.length === 0 && hasAttributes(fields),
    };
    const measures = readMeasures(this.#owner, reader.raw('measures'), fields, parsePath);
    reader.done();
    this.#requireComplete(fields, forms);
    for (const field of PATH_FIELDS) requireRoots(reader, field, fields[field], forms);
    const shared = this.#requireLeaves(fields);
    const formed = shared || !isDeepStrictEqual(forms, NO_FORMS) ? { forms } : {};
    const mapping = { ...fields, ...formed, ...(measures === undefined ? {} : { measures }) };
    // The plain input with other fields is a mapping like others.
    return this.#isPlain({ ...fields, ...formed }) ? { ...mapping, plain: true } : mapping;
  }

  #isPlain(fields: FieldMapping): boolean {
    return (
      this.#preset.plain === true &&
      JSON.stringify({ ...fields, plain: true }) === JSON.stringify(PRESETS.plain)
    );
  }

  #paths(field: PathField): readonly Path[] {
    const given = this.#reader.raw(field);
    return given === undefined ? (this.#preset[field] ?? []) : readPaths(this.#reader, field, given);
  }

  /** Those of a field that may have another form. */
  #formed(field: 'id' | 'name' | 'data'): FormedPaths {
    const preset = this.#preset.forms ?? NO_FORMS;
    return (
      readFormed(this.#owner, this.#reader, field) ?? {
        paths: this.#preset[field] ?? [],
        form: { [field]: preset[field] },
      }
    );
  }

  #types(): FieldMapping['types'] {
    const given = this.#reader.raw('types');
    if (given === undefined) return this.#preset.types ?? {};
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      this.#reader.fail('types', `an object such as { "track": "event" }`);
    }
    const kinds = new OptionReader(`${this.#owner}: types`, given);
    const read = Object.keys(given).map((type) => [type, kinds.oneOf<RecordKind>(type, 'ignored', KINDS)]);
    return Object.fromEntries(read) as FieldMapping['types'];
  }

  #requireComplete(mapping: FieldMapping, forms: MappingForms): void {
    const { types, otherwise } = mapping;
    const kinds = new Set([...Object.values(types), otherwise]);
    const events = kinds.has('event') || kinds.has('both');
    const attributes = hasAttributes(mapping);
    if (!events && !attributes)
      this.#reader.fail('otherwise', "'event', 'attributes' or 'both' if every type is ignored", otherwise);
    const needed: [PathField, boolean][] = [
      ['user_id', true],
      ['type', Object.keys(types).length > 0],
      ['id', events && typeof forms.id !== 'number'],
      ['name', events && forms.name === undefined],
      ['data', attributes && forms.once.length + forms.unset.length === 0],
    ];
    for (const [field, isNeeded] of needed) {
      if (isNeeded && mapping[field].length === 0) this.#reader.fail(field, A_PATH);
    }
    if (mapping.type.length > 0 && Object.keys(types).length === 0) {
      this.#reader.fail('types', `an object such as { "track": "event" }`);
    }
  }

  /**
   * Requires that no path leads through the end of another one, except into `data`, and that no other field is `data`.
   * Returns whether paths lead into `data`.
   */
  #requireLeaves(mapping: FieldMapping): boolean {
    const ends = PATH_FIELDS.flatMap((field) => mapping[field].map((path) => ({ field, path })));
    let shared = false;
    for (const one of ends) {
      for (const other of ends) {
        const inside = one.path.every((name, index) => name === other.path[index]);
        const within = inside && one.path.length < other.path.length;
        if (within && one.field === 'data') shared = true;
        else if (within || (inside && (one.field === 'data') !== (other.field === 'data'))) {
          const place = `a path that does not lead through ${one.field} ('${formatPath(one.path)}')`;
          this.#reader.fail(other.field, place, formatPath(other.path));
        }
      }
    }
    return shared;
  }
}

function hasAttributes({ types, otherwise }: FieldMapping): boolean {
  return [...Object.values(types), otherwise].some((kind) => kind === 'attributes' || kind === 'both');
}
