import test from 'ava';
import { NameTable } from '../../lib/names/name-table.js';

test('a table holds as many names as its capacity, of any bytes, in order of first occurrence', (t) => {
  const table = new NameTable(3000);
  const names = Array.from({ length: 3000 }, (_, index) =>
    Buffer.from(`${index}\0${'é'.repeat(index % 40)}`),
  );
  for (const times of [1, 2]) for (const name of names) table.add(name, 0, name.length, times);
  t.is(table.size, names.length);
  for (const [index, name] of names.entries()) {
    t.true(table.nameAt(index).equals(name));
    t.is(table.countAt(index), 3);
  }
});
