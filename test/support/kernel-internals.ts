import { readFileSync } from 'node:fs';

/** What test/kernel/assembly/internals.as.ts exports. Addresses and lengths are bytes; u64 are bigints. */
interface Exports {
  compareBehindPrefix(a: number, aLength: number, b: number, bLength: number): number;
  compareBytes(a: number, aLength: number, b: number, bLength: number): number;
  copyBytes(to: number, from: number, length: number): void;
  copyLoosely(to: number, from: number, length: number): void;
  equalBytes(a: number, b: number, length: number): number;
  prefix(text: number, length: number): bigint;
  readVarint(from: number): bigint;
  readonly varintEnd: { readonly value: number };
  writeVarint(to: number, value: bigint): number;
  heapBase(): number;
  indexLines(from: number, end: number, index: number, indexEnd: number): number;
  onceTime(time: number): number;
  numberValue(text: number, end: number): number;
  useSplitters(table: number, count: number): void;
  partitionOf(user: number, length: number): number;
  seedPivots(seed: bigint): void;
  sortByPrefix(first: number, count: number): void;
  sortTexts(first: number, count: number): void;
  compareUsers(a: number, aLength: number, b: number, bLength: number): number;
  orderUsersNumerically(yes: boolean): void;
  userPrefix(text: number, length: number): bigint;
  parseUuid(text: number, to: number): number;
  writeUuid(to: number, from: number): void;
}

const MODULE = new WebAssembly.Module(
  readFileSync(new URL('../kernel/assembly/internals.wasm', import.meta.url)),
);
const PAGES = 64;
const PAGE_BYTES = 65536;

/** The kernel's internals in a memory of their own, and a place in it for texts. */
export class KernelInternals {
  readonly exports: Exports;
  readonly bytes: Uint8Array;
  /** How often the host was asked for a double. */
  hostDoubles = 0;
  #next: number;

  constructor() {
    const memory = new WebAssembly.Memory({ initial: PAGES });
    this.bytes = new Uint8Array(memory.buffer);
    const parseDouble = (text: number, length: number) => {
      this.hostDoubles++;
      return Number(this.text(text, length));
    };
    const instance = new WebAssembly.Instance(MODULE, { env: { memory }, host: { parseDouble } });
    this.exports = instance.exports as unknown as Exports;
    this.#next = this.exports.heapBase();
  }

  /** Frees the room for texts. The old bytes stay: nothing may depend on them. */
  clear(): void {
    this.#next = this.exports.heapBase();
  }

  /** Room for `length` bytes, at any address, not only at multiples of a power of two. */
  room(length: number): number {
    this.#next += length + 1;
    if (this.#next > PAGES * PAGE_BYTES) throw new Error('the memory is full');
    return this.#next - length;
  }

  /** Room for `length` bytes, at a multiple of 16. */
  alignedRoom(length: number): number {
    return (this.room(length + 15) + 15) & ~15;
  }

  /** The memory as words of 32 and of 64 bits. */
  get words(): Uint32Array {
    return new Uint32Array(this.bytes.buffer);
  }

  get longWords(): BigUint64Array {
    return new BigUint64Array(this.bytes.buffer);
  }

  /** A copy of a text: its address and its length. */
  put(text: string | Uint8Array): [address: number, length: number] {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    const address = this.room(bytes.length);
    this.bytes.set(bytes, address);
    return [address, bytes.length];
  }

  text(address: number, length: number): string {
    return Buffer.from(this.bytes.subarray(address, address + length)).toString('utf8');
  }
}
