import test from 'ava';
import { type Kernel, reserveMemory } from '../../lib/kernel/kernel.js';
import {
  INDEXED_SPLITTERS,
  SPLITTER_BYTES,
  SPLITTER_INDEX_ENTRIES,
} from '../../lib/kernel/layout/partition.js';
import { putSplitters, splittersBytes } from '../../lib/kernel/put-splitters.js';

test('addresses and lengths are written to the table, the texts after it, all within the bytes that are reserved', (t) => {
  const users = ['a', 'b and more', 'c'.repeat(100)];
  const splitters = users.map((user) => Buffer.from(user));
  const memory = new WebAssembly.Memory({ initial: 1 });
  reserveMemory(memory, 2 ** 16);
  const table = 2 ** 15;
  const end = table + splittersBytes(splitters);
  const given: number[][] = [];
  const exports = { useSplitters: (...all: number[]) => given.push(all) } as unknown as Kernel['exports'];
  putSplitters({ exports, memory }, table, splitters);
  t.deepEqual(given, [[table, 3]]);
  const view = new DataView(memory.buffer);
  for (const [index, user] of users.entries()) {
    const address = view.getUint32(table + 3 * 8 + index * 4, true);
    const length = view.getUint32(table + 3 * 12 + index * 4, true);
    t.true(address >= table + 3 * SPLITTER_BYTES && address + length < end);
    t.is(Buffer.from(memory.buffer, address, length).toString(), user);
  }
  t.true(new Uint8Array(memory.buffer, end).every((byte) => byte === 0));
});

test('many splitters have room for an index, too', (t) => {
  const bytesOf = (count: number) => splittersBytes(Array<Uint8Array>(count).fill(new Uint8Array()));
  const added = bytesOf(INDEXED_SPLITTERS) - bytesOf(INDEXED_SPLITTERS - 1);
  t.true(added >= 2 * SPLITTER_INDEX_ENTRIES);
});
