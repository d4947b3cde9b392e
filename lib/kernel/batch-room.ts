import { align, type Kernel, reserveMemory } from './kernel.js';

/** Enough for a batch of parse's default size, unless nearly all of its lines are very short ones. */
const ROOM_BYTES = 4 * 2 ** 20;
/** Share of the memory that a room may take. */
const ROOM_SHARE = 1 / 8;

/** A stretch of a kernel's memory, in which batches are scanned, and stay, one after the other. */
export interface BatchRoom {
  readonly kernel: Kernel;
  readonly start: number;
  readonly end: number;
}

/** Whether there is enough memory for a room besides what records take. */
export function hasRoom(memory: number): boolean {
  return ROOM_BYTES <= memory * ROOM_SHARE;
}

/**
 * The room in a kernel that will need `memory` bytes. They are reserved at once, because batches in the room are void when
 * the memory grows.
 */
export function batchRoom(kernel: Kernel, memory: number): BatchRoom {
  const start = align(kernel.exports.heapBase());
  reserveMemory(kernel.memory, memory);
  return { kernel, start, end: start + ROOM_BYTES };
}
