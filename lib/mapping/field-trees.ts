import { MODE_DATA, MODE_LIST, MODE_NAMES } from '../kernel/layout/field-table.js';
import { type MappingForms, NO_FORMS, ROOT } from './forms.js';
import { type FieldMapping, PATH_FIELDS } from './mapping.js';
import { measureColumns } from './measure-columns.js';
import type { Path } from './path.js';
import { PathTree, type Place } from './path-tree.js';

/** The places that the paths of a mapping lead to, and what they mean there. */
export class FieldTrees {
  readonly forms: MappingForms;
  /** Of a record; of the line around a list of records; and of the elements of lists of keys and values. */
  readonly record: PathTree;
  readonly line: PathTree | undefined;
  readonly pair: PathTree | undefined;
  /** Places whose strings are JSON text, and whose arrays are lists of keys and values. */
  readonly json: ReadonlySet<Place>;
  readonly pairs: ReadonlySet<Place>;
  /** Places of members of `data` that are no attributes. */
  readonly excluded: ReadonlySet<Place>;
  /** MODE_ bits of the values at the ends of paths. */
  readonly modes = new Map<Place, number>();

  constructor(mapping: FieldMapping) {
    const { forms = NO_FORMS } = mapping;
    const { records, entries, once, unset } = forms;
    this.forms = forms;
    const columns = measureColumns(mapping.measures ?? []).columns.flatMap(({ paths }) => paths);
    const all = [...PATH_FIELDS.flatMap((field) => mapping[field]), ...columns, ...once, ...unset];
    this.record = new PathTree(all.filter((path) => !this.#isOfLine(path)));
    const ofLine = all.filter((path) => this.#isOfLine(path)).map((path) => path.slice(1));
    this.line = records === undefined ? undefined : new PathTree([records, ...ofLine]);
    this.pair = entries === undefined ? undefined : new PathTree([entries.key, ...entries.value]);
    this.json = this.#placesOf(forms.json);
    this.pairs = this.#placesOf(entries?.at ?? []);
    this.excluded = this.#placesOf(mapping.data.flatMap((path) => this.#noAttributes(path, mapping)));
    for (const path of [...mapping.data, ...once]) this.#mark(this.placeOf(path)!, MODE_DATA);
    for (const path of unset) this.#mark(this.placeOf(path)!, MODE_NAMES);
    if (records !== undefined) this.#mark(this.line!.placeOf(records)!, MODE_LIST);
  }

  /** The number of the slot of a path: those of a record come first, then those of the line, then those of pairs. */
  slotOf(path: Path): number {
    return this.#isOfLine(path)
      ? this.record.ends + this.line!.endOf(path.slice(1))
      : this.record.endOf(path);
  }

  /** The first slots of the line and of pairs, and the number of all slots. */
  get firstSlots(): { readonly line: number; readonly pair: number; readonly end: number } {
    const line = this.record.ends;
    const pair = line + (this.line?.ends ?? 0);
    return { line, pair, end: pair + (this.pair?.ends ?? 0) };
  }

  placeOf(path: Path): Place | undefined {
    return this.#isOfLine(path) ? this.line!.placeOf(path.slice(1)) : this.record.placeOf(path);
  }

  /** Whether what gives attributes stands in the line around the records. */
  get hasDataOfLine(): boolean {
    const { line, record } = this;
    const isOf = (tree: PathTree | undefined) =>
      depthIn(tree?.root, (place) => ((this.modes.get(place) ?? 0) & (MODE_DATA | MODE_NAMES)) !== 0) > 0;
    return line !== undefined && isOf(line) && !isOf(record);
  }

  /** How many values that are read as attributes may hold the same byte, at most. */
  get dataDepth(): number {
    return this.#depth((place) => ((this.modes.get(place) ?? 0) & (MODE_DATA | MODE_NAMES)) !== 0);
  }

  /** How many texts may hold what stands in the same byte of a line, at most. */
  get openedDepth(): number {
    return this.#depth((place) => this.json.has(place)) + this.#depth((place) => this.pairs.has(place));
  }

  #depth(counts: (place: Place) => boolean): number {
    return depthIn(this.record.root, counts) + depthIn(this.line?.root, counts);
  }

  #isOfLine(path: Path): boolean {
    return this.forms.records !== undefined && path[0] === ROOT;
  }

  #placesOf(paths: readonly Path[]): Set<Place> {
    return new Set(paths.map((path) => this.placeOf(path)).filter((place) => place !== undefined));
  }

  #mark(place: Place, mode: number): void {
    this.modes.set(place, (this.modes.get(place) ?? 0) | mode);
  }

  /** Of an object of attributes, what other fields take from the record itself, and what belongs to `once`, `unset` or another path of `data`. */
  #noAttributes(path: Path, mapping: FieldMapping): Path[] {
    const { once, unset } = this.forms;
    const others = path.length === 0 ? PATH_FIELDS.flatMap((field) => mapping[field]) : mapping.data;
    const within = [...others, ...once, ...unset].filter(
      (other) =>
        other.length > path.length &&
        this.#isOfLine(other) === this.#isOfLine(path) &&
        path.every((name, index) => name === other[index]),
    );
    return within.map((other) => other.slice(0, path.length + 1));
  }
}

/** The most places on a way from here to an end that count. */
function depthIn(place: Place | undefined, counts: (place: Place) => boolean): number {
  if (place === undefined) return 0;
  const below = [...(place.inner?.values() ?? [])].map((inner) => depthIn(inner, counts));
  return Math.max(0, ...below) + (counts(place) ? 1 : 0);
}
