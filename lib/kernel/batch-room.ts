import { align, type Kernel, reserveMemory } from './kernel.js';

const MAX_ROOM_BYTES = 2.5 * 2 ** 20;
const MIN_ROOM_BYTES = 2 ** 20;
/** Share of the memory that a room takes. */
const ROOM_SHARE = 1 / 8;
/** Share of a room for the lines of a batch: enough for their columns, unless nearly all of them are very short. */
const LINES_SHARE = 1 / 16;
/** A larger batch, with its columns, would leave the processor's cache to little else. */
const MAX_BATCH_BYTES = 2 ** 17;
/**
 * The same of lines that are taken without columns: enough for the index of any of them. The more lines at once, the less does a
 * batch cost.
 */
const TAKEN_SHARE = 1 / 10;
const MAX_TAKEN_BYTES = 2 ** 18;

/** A stretch of a kernel's memory, in which batches are scanned, and stay, one after the other. */
export interface BatchRoom {
  readonly kernel: Kernel;
  readonly start: number;
  readonly end: number;
  /** Bytes of the lines of a batch. */
  readonly batchBytes: number;
  /** Bytes of lines that are taken at once, see LineTaker. */
  readonly takenBytes: number;
}

/** Whether there is enough memory for a room besides what records take. */
export function hasRoom(memory: number): boolean {
  return MIN_ROOM_BYTES <= memory * ROOM_SHARE;
}

/**
 * The room in a kernel that will need `memory` bytes. They are reserved at once, because batches in the room are void when
 * the memory grows.
 */
export function batchRoom(kernel: Kernel, memory: number): BatchRoom {
  const start = align(kernel.exports.heapBase());
  const bytes = Math.min(MAX_ROOM_BYTES, Math.max(MIN_ROOM_BYTES, Math.floor(memory * ROOM_SHARE)));
  reserveMemory(kernel.memory, memory);
  return {
    ...{ kernel, start, end: start + bytes },
    batchBytes: Math.min(MAX_BATCH_BYTES, bytes * LINES_SHARE),
    takenBytes: Math.min(MAX_TAKEN_BYTES, Math.floor(bytes * TAKEN_SHARE)),
  };
}
