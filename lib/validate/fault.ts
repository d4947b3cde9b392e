import type { RejectCode } from '../records/reject.js';

/** Why a line is rejected. */
export interface Fault {
  readonly code: RejectCode;
  readonly message: string;
  /** Where in the line the byte is that is to blame, from 1; only where it is one byte. */
  readonly column?: number;
}
