import { FieldTrees } from '../mapping/field-trees.js';
import { type FieldMapping, mapsToBoth } from '../mapping/mapping.js';
import { measureColumns } from '../mapping/measure-columns.js';

/** How much memory columns get, by the number of lines and of their bytes. */
export interface ColumnsPlan {
  readonly recordsPerLine: number;
  readonly recordsPerByte: number;
  /** Bytes of texts: for each byte, for each line, and once. */
  readonly texts: number;
  readonly textOnce: number;
  readonly textPerLine: number;
  /** How often the members of all objects may be read as entries, and how many values of measures a record has. */
  readonly entries: number;
  readonly measures: number;
  /** Whether there are forms, and the bytes for the index of texts that they read. */
  readonly forms: boolean;
  readonly indexSpace: number;
}

/** Enough for any lines. */
export const PLAIN_COLUMNS: ColumnsPlan = {
  recordsPerLine: 1,
  recordsPerByte: 0,
  texts: 1,
  textPerLine: 0,
  textOnce: 0,
  entries: 1,
  measures: 0,
  forms: false,
  indexSpace: 0,
};

/** Enough for texts of usual length, and a few of them within each other. */
const INDEX_SPACE = 2 ** 16;
/** Entries that are copied, because several objects are put together or names are cleared: their share of all that there may be. */
const COPIED_ENTRIES = 1 / 4;
/** The least bytes that records in a list usually have. */
const USUAL_RECORD_BYTES = 64;
/** As a rule an id by its line takes less than this. */
const ID_BYTES = 32;

/** What is enough for nearly all lines: the kernel says if it was not. */
export function columnsPlan(mapping: FieldMapping): ColumnsPlan {
  const { forms } = mapping;
  const plan = {
    ...PLAIN_COLUMNS,
    recordsPerLine: mapsToBoth(mapping) ? 2 : 1,
    measures: measureColumns(mapping.measures ?? []).columns.length,
  };
  if (forms === undefined) return plan;
  const trees = new FieldTrees(mapping);
  const recordsPerLine = plan.recordsPerLine + (forms.once.length > 0 ? 1 : 0);
  const inList = forms.records === undefined ? 0 : 1 / USUAL_RECORD_BYTES;
  return {
    ...plan,
    recordsPerLine,
    recordsPerByte: recordsPerLine * inList,
    texts:
      1 +
      trees.openedDepth +
      (forms.id === 'all' || (typeof forms.id === 'number' && inList > 0) ? 1 / 2 : 0),
    textOnce: Buffer.byteLength(forms.name ?? ''),
    textPerLine: typeof forms.id === 'number' ? ID_BYTES : 0,
    entries: trees.dataDepth + (forms.data === 'all' || forms.unset.length > 0 ? COPIED_ENTRIES : 0),
    forms: true,
    indexSpace: INDEX_SPACE,
  };
}

/** More memory, after a plan was not enough. */
export function twice(plan: ColumnsPlan): ColumnsPlan {
  return {
    ...plan,
    recordsPerLine: 2 * plan.recordsPerLine,
    recordsPerByte: 2 * plan.recordsPerByte,
    texts: 2 * plan.texts,
    textPerLine: 2 * plan.textPerLine,
    entries: 2 * plan.entries,
    indexSpace: 2 * plan.indexSpace,
  };
}
