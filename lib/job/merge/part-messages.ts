import type { UserRange } from '../../records/user-range.js';

/** What a worker says while it merges parts. */
export type FromMerge =
  // Lines of the part at hand, or how many bytes were written to the output since the last such message.
  | { readonly kind: 'lines'; readonly lines: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'wrote'; readonly bytes: number }
  | { readonly kind: 'part-done'; readonly users: number };

/** What a worker is told while it merges parts. */
export type ToMerge =
  // The part to merge next; lines that are written, whose memory may be used again; there are no more parts.
  | { readonly kind: 'part'; readonly part: number; readonly users: UserRange }
  | { readonly kind: 'written'; readonly lines: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'end' }
  // Whatever it does: close all files, and end.
  | { readonly kind: 'leave' };
