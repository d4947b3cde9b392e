import type { UserRange } from '../../records/user-range.js';

/** Messages of a worker that merges parts. */
export type FromMerge =
  // Lines of the current part; or how many bytes were written to the output since the last such message.
  | { readonly kind: 'lines'; readonly lines: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'wrote'; readonly bytes: number }
  | { readonly kind: 'part-done'; readonly users: number };

/** Messages to a worker that merges parts. */
export type ToMerge =
  // The part to merge next; lines that are written, whose memory may be reused; that there are no more parts.
  | { readonly kind: 'part'; readonly part: number; readonly users: UserRange }
  | { readonly kind: 'written'; readonly lines: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'end' }
  // Close all files and end, whatever the worker is doing.
  | { readonly kind: 'leave' };
