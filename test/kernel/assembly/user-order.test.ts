import test from 'ava';
import fc from 'fast-check';
import { compareUsers } from '../../../lib/records/user-order.js';
import { anyCharacter } from '../../support/any-character.js';
import { KernelInternals } from '../../support/kernel-internals.js';

const kernel = new KernelInternals();

function order(a: string, b: string): number {
  kernel.clear();
  const [left, right] = [kernel.put(a), kernel.put(b)];
  const [first, second] = [left, right].map((text) => BigInt.asUintN(64, kernel.exports.userPrefix(...text)));
  if (first !== second) return first! < second! ? -1 : 1;
  return Math.sign(kernel.exports.compareUsers(...left, ...right));
}

const digits = fc.string({ unit: fc.constantFrom(...'0019'), minLength: 1, maxLength: 24 });
const users = fc.oneof(
  digits,
  digits.map((number) => `-${number}`),
  digits.map((number) => `${number}a`),
  fc.constantFrom(
    '-',
    '0',
    '-0',
    '00',
    '-00',
    'ab',
    'ab\0',
    'a longer text than eight',
    'a longer text than eight\0',
  ),
  fc.string({ unit: anyCharacter, minLength: 1, maxLength: 20 }),
);

for (const name of ['bytes', 'numeric'] as const) {
  test(`two users are in order as plain TypeScript has them: ${name}`, (t) => {
    kernel.exports.orderUsersNumerically(name === 'numeric');
    fc.assert(
      fc.property(users, users, (a, b) => {
        const expected = compareUsers(Buffer.from(a), Buffer.from(b), name);
        t.is(order(a, b), Math.sign(expected), `${JSON.stringify(a)} ${JSON.stringify(b)}`);
      }),
      { numRuns: 1000 },
    );
  });
}
