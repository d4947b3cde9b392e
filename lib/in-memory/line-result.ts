import type { FieldMapping } from '../mapping/mapping.js';
import type { RejectCode } from '../records/reject.js';
import type { MeasureValue } from './measures.js';

export interface EventLine {
  readonly kind: 'event';
  readonly user: string;
  readonly name: string;
  readonly id: string;
  /** What it says about the mapping's measures; only if there are some. */
  readonly values?: readonly MeasureValue[];
}

export interface AttributesLine {
  readonly kind: 'attributes';
  readonly user: string;
  readonly timestamp: number;
  /** `null` clears the attribute. */
  readonly values: ReadonlyMap<string, string | null>;
}

/** Attributes of a mapping with forms of which the earliest value counts. */
export interface CountsOnce {
  readonly once?: AttributesLine;
}

export interface RejectedLine {
  readonly kind: 'reject';
  readonly code: RejectCode;
  readonly message: string;
  /** From 1, in bytes; only where one byte is to blame. */
  readonly column?: number;
}

/** What a line is. */
export type LineResult =
  | (EventLine & CountsOnce)
  | (AttributesLine & CountsOnce)
  | ({ readonly kind: 'both'; readonly event: EventLine; readonly attributes: AttributesLine } & CountsOnce)
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'ignored'; readonly type: string }
  | RejectedLine;

/** What decides about a line, besides its bytes. */
export interface LineRules {
  /** The longest line in bytes. */
  readonly maxLine: number;
  /** Whether a text with `,` `=` LF or CR rejects its line. */
  readonly rejectDelimiters: boolean;
  /** Where the fields stand; undefined for the plain input. */
  readonly mapping?: FieldMapping | undefined;
}
