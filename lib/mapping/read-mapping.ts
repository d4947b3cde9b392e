import { OptionReader } from '../options.js';
import {
  type FieldMapping,
  formatPath,
  PATH_FIELDS,
  type Path,
  type PathField,
  type RecordKind,
  TIME_FORMATS,
  type TimeFormat,
} from './mapping.js';
import { isPreset, PRESET_NAMES, PRESETS, type PresetName } from './presets.js';

/** A path such as `'properties.$insert_id'`, or several: the first with a value, neither null nor `''`, counts. */
export type Paths = string | readonly string[];

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
  /** Id and name of an event. Required if there are events. */
  readonly id?: Paths | undefined;
  readonly name?: Paths | undefined;
  /** Time and values of attributes. Required if there are attributes. */
  readonly timestamp?: Paths | undefined;
  readonly data?: Paths | undefined;
  /** How times are written: `'seconds'` (default), `'milliseconds'`, `'microseconds'`, `'nanoseconds'`, `'iso-8601'`. */
  readonly time?: TimeFormat | undefined;
}

const KINDS: readonly RecordKind[] = ['event', 'attributes', 'both', 'ignored'];

/** Most paths of a field, and most names in a path. */
const MAX_PATHS = 8;
const MAX_NAMES = 16;
const A_PATH = "a path such as 'properties.id', or a list of them";

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

/** A mapping in full, without a preset, so that mappings of the same meaning are equal. Fails with `bad-option`. */
export function writtenMapping(owner: string, given: unknown): Mapping | undefined {
  const mapping = readMapping(owner, given);
  if (mapping === undefined) return undefined;
  const { types, otherwise, time } = mapping;
  const paths = PATH_FIELDS.filter((field) => mapping[field].length > 0).map((field) => {
    const texts = mapping[field].map(formatPath);
    return [field, texts.length === 1 ? texts[0] : texts];
  });
  const kinds = Object.keys(types).length === 0 ? {} : { types };
  return { ...Object.fromEntries(paths), ...kinds, otherwise, time };
}

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
    const mapping: FieldMapping = {
      user_id: this.#paths('user_id'),
      type: this.#paths('type'),
      types: this.#types(),
      otherwise: reader.oneOf<RecordKind>('otherwise', this.#preset.otherwise ?? 'ignored', KINDS),
      id: this.#paths('id'),
      name: this.#paths('name'),
      timestamp: this.#paths('timestamp'),
      data: this.#paths('data'),
      time: reader.oneOf<TimeFormat>('time', this.#preset.time ?? 'seconds', TIME_FORMATS),
    };
    reader.done();
    this.#requireComplete(mapping);
    this.#requireLeaves(mapping);
    return mapping;
  }

  #paths(field: PathField): readonly Path[] {
    const given = this.#reader.raw(field);
    if (given === undefined) return this.#preset[field] ?? [];
    const list: unknown[] = Array.isArray(given) ? given : [given];
    const paths = list.map(parsePath);
    if (list.length === 0 || list.length > MAX_PATHS || paths.includes(undefined)) {
      const wrong = list[paths.indexOf(undefined)];
      this.#reader.fail(field, A_PATH, Array.isArray(given) && wrong !== undefined ? wrong : given);
    }
    return paths as Path[];
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

  #requireComplete(mapping: FieldMapping): void {
    const { types, otherwise } = mapping;
    const kinds = new Set([...Object.values(types), otherwise]);
    const events = kinds.has('event') || kinds.has('both');
    const attributes = kinds.has('attributes') || kinds.has('both');
    if (!events && !attributes)
      this.#reader.fail('otherwise', "'event', 'attributes' or 'both' if every type is ignored", otherwise);
    const needed: [PathField, boolean][] = [
      ['user_id', true],
      ['type', Object.keys(types).length > 0],
      ['id', events],
      ['name', events],
      ['timestamp', attributes],
      ['data', attributes],
    ];
    for (const [field, isNeeded] of needed) {
      if (isNeeded && mapping[field].length === 0) this.#reader.fail(field, A_PATH);
    }
    if (mapping.type.length > 0 && Object.keys(types).length === 0) {
      this.#reader.fail('types', `an object such as { "track": "event" }`);
    }
  }

  /** Requires that no path leads through the end of another one, and that no other field is `data` or in it. */
  #requireLeaves(mapping: FieldMapping): void {
    const ends = PATH_FIELDS.flatMap((field) => mapping[field].map((path) => ({ field, path })));
    for (const one of ends) {
      for (const other of ends) {
        const inside = one.path.every((name, index) => name === other.path[index]);
        const clash =
          one.path.length < other.path.length || (one.field === 'data') !== (other.field === 'data');
        if (!inside || !clash) continue;
        const place = `a path that does not lead through ${one.field} ('${formatPath(one.path)}')`;
        this.#reader.fail(other.field, place, formatPath(other.path));
      }
    }
  }
}

/** The names of a path; undefined if it is not a valid path. */
function parsePath(given: unknown): Path | undefined {
  if (typeof given !== 'string' || !/^(?:[^\\.]|\\[\\.])+(?:\.(?:[^\\.]|\\[\\.])+)*$/su.test(given))
    return undefined;
  const names = given.match(/(?:[^\\.]|\\[\\.])+/gsu)!.map((name) => name.replace(/\\([\\.])/g, '$1'));
  return names.length <= MAX_NAMES ? names : undefined;
}
