import test from 'ava';
import { userRecords } from '../../lib/kept/user-records.js';
import { instantiateKernel, reserveMemory } from '../../lib/kernel/kernel.js';

test('the kernel reads the users of a list, short and long ones', (t) => {
  const kernel = instantiateKernel();
  reserveMemory(kernel.memory, 2 ** 20);
  const users = ['a', 'x'.repeat(254), 'y'.repeat(255), 'z'.repeat(70_000)];
  const list = userRecords(users.map((user) => Buffer.from(user)));
  const start = 2 ** 17;
  const bytes = new Uint8Array(kernel.memory.buffer);
  bytes.set(list, start);
  const found: string[] = [];
  for (let at = start; at < start + list.length; at = kernel.exports.blockEnd(at, start + list.length, 0)) {
    const user = kernel.exports.userOfRecord(at);
    found.push(Buffer.from(bytes.slice(user, user + kernel.exports.userLengthOfRecord(at))).toString());
  }
  t.deepEqual(found, users);
});
