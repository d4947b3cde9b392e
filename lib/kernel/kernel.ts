import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SpillwayError, systemReason } from '../errors.js';
import type { KernelExports } from './kernel-exports.js';
import { isOutOfMemory, orOutOfMemory } from './out-of-memory.js';

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

/**
 * Instances that were given back, by the size of their memory. A pipeline of small stages takes four at once: its scanner, its
 * aggregator, its merge and its formatter. All small ones together keep no more than a few times what one may have.
 */
const idle = { small: [] as Kernel[], large: [] as Kernel[] };
const MAX_SMALL = 8;
const MAX_SMALL_BYTES = 2 ** 24;
const MAX_IDLE_BYTES = 2 ** 25;
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
  const bytes = kernel.memory.buffer.byteLength;
  if (bytes > MAX_SMALL_BYTES) {
    if (idle.large.length < maxLarge) idle.large.push(kernel);
    return;
  }
  const waiting = idle.small.reduce((sum, { memory }) => sum + memory.buffer.byteLength, bytes);
  if (idle.small.length < MAX_SMALL && waiting <= MAX_IDLE_BYTES) idle.small.push(kernel);
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
