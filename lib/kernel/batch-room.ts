import { align, type Kernel, reserveMemory } from './kernel.js';

/** A larger one, with its batch, would leave the processor's cache to little else. */
const MAX_ROOM_BYTES = 2 * 2 ** 20;
const MIN_ROOM_BYTES = 2 ** 20;
/** Share of the memory that a room takes. */
const ROOM_SHARE = 1 / 8;
/** Share of a room for the lines of a batch: enough for their columns, unless nearly all of them are very short. */
const LINES_SHARE = 1 / 16;

/** A stretch of a kernel's memory, in which batches are scanned, and stay, one after the other. */
export interface BatchRoom {
  readonly kernel: Kernel;
  readonly start: number;
  readonly end: number;
  /** Bytes of the lines of a batch. */
  readonly batchBytes: number;
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
  return { kernel, start, end: start + bytes, batchBytes: bytes * LINES_SHARE };
}
