import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SpillwayError, systemReason } from '../errors.js';
import { isOutOfMemory, orOutOfMemory } from './out-of-memory.js';

/** What the module exports: the functions of lib/kernel/assembly/index.ts. Addresses and lengths are bytes. */
export interface KernelExports {
  heapBase(): number;
  seedPivots(seed: bigint): void;
  seedHash(seed: bigint): void;
  orderUsersNumerically(yes: boolean): void;

  countLines(from: number, end: number): number;
  scanLines(
    table: number,
    first: number,
    lines: number,
    end: number,
    added: boolean,
    valid: boolean,
    maxLine: number,
    records: number,
    timestamps: number,
    entries: number,
    index: number,
    indexEnd: number,
  ): void;
  scanOverflowed(): number;
  useForms(from: number, end: number, start: number, countsLines: boolean): void;
  scannedRecords(): number;
  scannedEntries(): number;
  scannedEnd(): number;

  resetPartitions(heads: number, count: number, chunkBytes: number, arena: number): void;
  useSplitters(table: number, count: number): void;
  absorb(bytes: number, records: number, count: number, timestamps: number, entries: number): void;
  absorbFacts(bytes: number, records: number, count: number, timestamps: number): void;
  absorbLines(bytes: number, records: number, count: number, timestamps: number, mapped: boolean): void;
  heldRecords(): number;
  arenaEnd(): number;
  partitionRecords(index: number): number;
  partitionRows(index: number): number;
  openPartition(index: number): void;
  nextChunkBytes(): number;
  passChunk(): number;
  recordRows(record: number): number;
  countRecords(from: number, end: number): number;
  gather(to: number, room: number): number;

  thin(from: number, end: number, workspace: number, limit: number): number;
  thinnedRecords(): number;
  thinnedRows(): number;

  openFold(
    pieces: number,
    count: number,
    records: number,
    workspace: number,
    end: number,
    measures: number,
  ): number;
  fold(): number;
  foldUserText(): number;
  foldUserLength(): number;
  useMeasures(table: number, count: number): void;
  resetStates(): void;
  hasValueOf(measure: number): number;
  renewedText(measure: number): number;
  renewedLength(measure: number): number;
  writeSumText(measure: number): number;
  sumTextAt(): number;
  beginValues(buffer: number, end: number): void;
  valuesBytes(): number;
  keepUsers(
    first: number,
    end: number,
    from: number,
    fromLength: number,
    before: number,
    beforeLength: number,
  ): number;

  openTimelines(pieces: number, count: number, records: number, workspace: number, end: number): number;
  nextActivities(output: number, limit: number, table: number, most: number): number;
  activitiesEnd(): number;
  nextFacts(table: number, users: number, most: number, wanted: number, to: number, end: number): number;
  usersOfFacts(): number;
  activityTexts(): number;
  keyTimelinesBy(what: number): void;
  numberTimelines(from: number, end: number, first: number): number;
  timelineTime(record: number): number;
  isEventOfTimeline(record: number): number;
  behindRecord(record: number): number;
  dropCopies(from: number, end: number, workspace: number): number;
  arrangeByUser(
    from: number,
    end: number,
    count: number,
    to: number,
    workspace: number,
    limit: number,
  ): number;
  blockEnd(from: number, end: number, most: number): number;
  blockRecords(): number;
  blockRows(): number;
  endOfUsersBefore(from: number, end: number, before: number, length: number): number;
  userOfRecord(record: number): number;
  userLengthOfRecord(record: number): number;
  beginUsers(count: number, workspace: number, limit: number): number;
  listUsers(from: number, end: number): number;
  keepListed(from: number, end: number, listed: boolean): number;
  markUsers(from: number, end: number, map: number, mask: number): void;
  keepMarked(from: number, end: number, map: number, mask: number): number;

  beginSample(memory: number, end: number, users: boolean): void;
  sampleRecords(from: number, end: number, wanted: number, most: number): void;
  sampledKeys(): number;
  chooseSplitters(most: number): number;
  isOneKey(index: number): number;
  limitArena(end: number, chunkBytes: number): void;
  distribute(from: number, end: number): number;

  resetSummaries(lastUserBuffer: number, measured: boolean): void;
  beginSummaries(buffer: number, target: number): void;
  summaryBytes(): number;
  summaryUsers(): number;

  resetText(escapeDelimiters: boolean, omitEmptySections: boolean): void;
  formatSummaries(from: number, length: number, output: number): number;
  formatEnd(output: number): number;
  refusedText(): number;
  refusedTextLength(): number;
  isNameRefused(): number;
}

/** An instance of the kernel with a memory of its own. */
export interface Kernel {
  readonly exports: KernelExports;
  readonly memory: WebAssembly.Memory;
}

const PAGE_BYTES = 65536;
/** All that a 32-bit address reaches. */
const MAX_PAGES = 65536;

let compiled: WebAssembly.Module | undefined;

/** Those that were prepared, and not used by anybody yet. */
const prepared: Kernel[] = [];
/** As many as reading or merging takes at once. */
const PREPARED = 2;

/** Makes sure that this thread can have the kernels that reading or merging takes. Fails as instantiateKernel. */
export function prepareKernels(): void {
  while (prepared.length < PREPARED) prepared.push(newKernel());
}

/** A new instance. Fails with `out-of-memory`, `io`. */
export function instantiateKernel(): Kernel {
  return prepared.pop() ?? newKernel();
}

/** Compiles the module at its first use. */
function newKernel(): Kernel {
  try {
    compiled ??= compileKernel();
    const memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES });
    const instance = new WebAssembly.Instance(compiled, { env: { memory }, host: hostOf(memory) });
    const exports = instance.exports as unknown as KernelExports;
    exports.seedPivots(randomBytes(8).readBigUInt64LE());
    exports.seedHash(randomBytes(8).readBigUInt64LE());
    return { exports, memory };
  } catch (error) {
    throw orOutOfMemory(error);
  }
}

/** A package that cannot be read whole was not installed whole, or is not ours to read. */
function compileKernel(): WebAssembly.Module {
  const file = fileURLToPath(new URL('./kernel.wasm', import.meta.url));
  try {
    return new WebAssembly.Module(readFileSync(file));
  } catch (cause) {
    if (isOutOfMemory(cause)) throw cause;
    const why = cause instanceof WebAssembly.CompileError ? 'it is damaged' : systemReason(cause);
    throw new SpillwayError('io', `cannot read ${file}, a part of spillway: ${why}; install spillway again`, {
      file,
      cause,
    });
  }
}

/** Instances that were given back, by the size of their memory. Two small ones serve a merge and its formatter. */
const idle = { small: [] as Kernel[], large: [] as Kernel[] };
const MAX_SMALL = 2;
const MAX_SMALL_BYTES = 2 ** 24;
/** Keep no large instance idle unless the thread ends with its job. */
let maxLarge = 0;

/** Above this size, reuse a large instance instead of growing a small one. */
const MUCH_BYTES = 2 ** 20;

/** Lets this thread keep one idle instance, however large its memory is. */
export function keepLargeKernel(): void {
  maxLarge = 1;
}

/**
 * An instance for a caller that needs `bytes` of memory. Its memory and state may be left from another user, so the caller
 * resets whatever it uses. A new instance for each part of a merge would cost some 0.1 s: its callers are compiled again, and
 * its memory is new.
 */
export function takeKernel(bytes: number): Kernel {
  const large = bytes > MUCH_BYTES ? idle.large.pop() : undefined;
  return large ?? idle.small.pop() ?? instantiateKernel();
}

/** Takes back an instance that is no longer used. */
export function giveKernel(kernel: Kernel): void {
  const isSmall = kernel.memory.buffer.byteLength <= MAX_SMALL_BYTES;
  const [waiting, most] = isSmall ? [idle.small, MAX_SMALL] : [idle.large, maxLarge];
  if (waiting.length < most) waiting.push(kernel);
}

/** What assembly/host.ts declares. */
function hostOf(memory: WebAssembly.Memory): Record<string, (text: number, length: number) => number> {
  return {
    parseDouble: (text, length) => Number(Buffer.from(memory.buffer, text, length).toString('latin1')),
    isUtf8: (text, length) => Number(isUtf8(new Uint8Array(memory.buffer, text, length))),
  };
}

/**
 * Grows an instance's memory so that it ends at `end` or later. Views of the memory are void after it. Fails with
 * `out-of-memory`.
 */
export function reserveMemory(memory: WebAssembly.Memory, end: number): void {
  const missing = end - memory.buffer.byteLength;
  if (missing <= 0) return;
  try {
    memory.grow(Math.ceil(missing / PAGE_BYTES));
  } catch (error) {
    throw orOutOfMemory(error);
  }
}

/** The next multiple of 16, which any column may begin at. */
export function align(address: number): number {
  return Math.ceil(address / 16) * 16;
}
