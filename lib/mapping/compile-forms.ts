import {
  ID_ALL,
  ID_FIRST,
  ID_LINE,
  SLOT_BYTES,
  TABLE_ALL_DATA,
  TABLE_DATA_DEPTH,
  TABLE_FORMS,
  TABLE_ID_FORM,
  TABLE_ID_TEXT,
  TABLE_ID_TEXT_LENGTH,
  TABLE_LINE_DATA,
  TABLE_LINE_ROOT,
  TABLE_LINE_SLOTS,
  TABLE_LINE_SLOTS_END,
  TABLE_LIST,
  TABLE_NAME_TEXT,
  TABLE_NAME_TEXT_LENGTH,
  TABLE_ONCE,
  TABLE_PAIR_KEY,
  TABLE_PAIR_NODE,
  TABLE_PAIR_SLOTS,
  TABLE_PAIR_SLOTS_END,
  TABLE_PAIR_VALUES,
  TABLE_UNSET,
  TABLE_UNTIMED,
} from '../kernel/layout/field-table.js';
import type { FieldTrees } from './field-trees.js';
import type { Path } from './path.js';
import type { Place } from './path-tree.js';
import type { TableBytes } from './table-bytes.js';

/** What is written of a field table besides its forms. */
export interface TableParts {
  readonly table: TableBytes;
  /** The address of the first slot. */
  readonly slots: number;
  /** Writes the node of an object; `first` is the number of the first slot of its tree. */
  readonly node: (place: Place, first: number) => number;
  /** Where the candidates of paths stand. */
  readonly candidates: (of: readonly Path[]) => [first: number, end: number];
}

/** Writes the forms of a mapping into a field table. */
export function compileForms(trees: FieldTrees, parts: TableParts): void {
  const { forms } = trees;
  const { table, candidates } = parts;
  table.header(TABLE_FORMS, 1);
  table.header(TABLE_UNTIMED, forms.untimed ? 1 : 0);
  table.header(TABLE_ALL_DATA, forms.data === 'all' ? 1 : 0);
  table.header(TABLE_LINE_DATA, trees.hasDataOfLine ? 1 : 0);
  table.header(TABLE_DATA_DEPTH, trees.dataDepth);
  for (const [word, paths] of [
    [TABLE_ONCE, forms.once],
    [TABLE_UNSET, forms.unset],
  ] as const) {
    const [first, end] = candidates(paths);
    table.header(word, first);
    table.header(word + 1, end);
  }
  const putText = (word: number, lengthWord: number, text: string) => {
    const bytes = Buffer.from(text);
    table.header(word, table.text(bytes));
    table.header(lengthWord, bytes.length);
  };
  if (forms.name !== undefined) putText(TABLE_NAME_TEXT, TABLE_NAME_TEXT_LENGTH, forms.name);
  table.header(TABLE_ID_FORM, forms.id === 'first' ? ID_FIRST : forms.id === 'all' ? ID_ALL : ID_LINE);
  if (typeof forms.id === 'number') putText(TABLE_ID_TEXT, TABLE_ID_TEXT_LENGTH, `${forms.id}:`);
  compileList(trees, parts);
  compilePairs(trees, parts);
}

function compileList({ line, forms, firstSlots }: FieldTrees, { table, slots, node }: TableParts): void {
  if (line === undefined) return;
  const slotAt = (index: number) => slots + index * SLOT_BYTES;
  table.header(TABLE_LINE_ROOT, node(line.root, firstSlots.line));
  table.header(TABLE_LINE_SLOTS, slotAt(firstSlots.line));
  table.header(TABLE_LINE_SLOTS_END, slotAt(firstSlots.pair));
  table.header(TABLE_LIST, slotAt(firstSlots.line + line.endOf(forms.records!)));
}

function compilePairs({ pair, forms, firstSlots }: FieldTrees, { table, slots, node }: TableParts): void {
  if (pair === undefined) return;
  const slotAt = (index: number) => slots + index * SLOT_BYTES;
  const slotOf = (path: Path) => slotAt(firstSlots.pair + pair.endOf(path));
  const { key, value } = forms.entries!;
  table.header(TABLE_PAIR_NODE, node(pair.root, firstSlots.pair));
  table.header(TABLE_PAIR_SLOTS, slotAt(firstSlots.pair));
  table.header(TABLE_PAIR_SLOTS_END, slotAt(firstSlots.end));
  table.header(TABLE_PAIR_KEY, slotOf(key));
  const [first, end] = table.list(value.map(slotOf));
  table.header(TABLE_PAIR_VALUES, first);
  table.header(TABLE_PAIR_VALUES + 1, end);
}
