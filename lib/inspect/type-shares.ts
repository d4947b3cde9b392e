import { type FieldMapping, formatPath, type RecordKind, splitPath } from '../mapping/mapping.js';
import type { LikelyFields } from './likely-fields.js';
import { valueAt } from './profile-fields.js';

/** The records of one type. */
export interface TypeShare {
  /** Null: the type is missing, or no text. */
  readonly type: string | null;
  readonly records: number;
  /** What the mapping makes of them; undefined without a mapping. */
  readonly kind: RecordKind | undefined;
}

/** Which types of records there are, the most frequent first. */
export interface TypeShares {
  /** The field that tells. */
  readonly path: string;
  readonly types: readonly TypeShare[];
}

/** By the field of the type, or else by the names of events. Undefined if there is neither. */
export function typeShares(
  records: readonly object[],
  mapping: FieldMapping | undefined,
  likely: LikelyFields,
): TypeShares | undefined {
  const mapped = mapping?.type[0] ?? mapping?.name[0];
  const path = mapped === undefined ? (likely.type ?? likely.name)?.path : formatPath(mapped);
  if (path === undefined) return undefined;
  const names = splitPath(path);
  const counts = new Map<string | null, number>();
  for (const record of records) {
    const value = valueAt(record, names);
    const type = typeof value === 'string' ? value : null;
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  const types = [...counts].sort((a, b) => b[1] - a[1]);
  return {
    path,
    types: types.map(([type, count]) => ({ type, records: count, kind: kindOf(type, mapping) })),
  };
}

function kindOf(type: string | null, mapping: FieldMapping | undefined): RecordKind | undefined {
  if (mapping === undefined) return undefined;
  return type !== null && Object.hasOwn(mapping.types, type) ? mapping.types[type] : mapping.otherwise;
}
