import type { RejectCode } from '../records/reject.js';

/** Why a line is rejected. */
export interface Fault {
  readonly code: RejectCode;
  readonly message: string;
}
