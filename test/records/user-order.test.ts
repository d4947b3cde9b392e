import test from 'ava';
import fc from 'fast-check';
import { compareUsers, type UserOrder } from '../../lib/records/user-order.js';

const sorted = (order: UserOrder, users: readonly string[]) =>
  users
    .map((user) => Buffer.from(user))
    .sort((a, b) => compareUsers(a, b, order))
    .map((user) => user.toString());

test('users are ordered by bytes, or decimal integers first, by value', (t) => {
  const users = ['a', '10', '2', '-1', 'Z', '02', '-10', '', '\uffff', '😀', '1.0', '-0', '0', '00'];
  t.deepEqual(sorted('bytes', users), [
    ...['', '-0', '-1', '-10', '0', '00', '02', '1.0', '10', '2', 'Z', 'a', '\uffff', '😀'],
  ]);
  t.deepEqual(sorted('numeric', users), [
    ...['-10', '-1', '-0', '0', '00', '02', '2', '10', '', '1.0', 'Z', 'a', '\uffff', '😀'],
  ]);
});

test('numbers of any length are ordered by value', (t) => {
  const number = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n });
  fc.assert(
    fc.property(number, number, (a, b) => {
      const order = compareUsers(Buffer.from(`${a}`), Buffer.from(`${b}`), 'numeric');
      t.is(Math.sign(order), a < b ? -1 : a > b ? 1 : 0);
    }),
  );
});

for (const order of ['bytes', 'numeric'] as const) {
  test(`the comparison is a total order: ${order}`, (t) => {
    const user = fc.oneof(
      fc.string({ unit: fc.constantFrom('-', '0', '1', 'a'), maxLength: 4 }),
      fc.string(),
    );
    fc.assert(
      fc.property(user, user, user, (...users) => {
        const [a, b, c] = users.map((each) => Buffer.from(each)) as [Buffer, Buffer, Buffer];
        t.is(Math.sign(compareUsers(a, b, order)), -Math.sign(compareUsers(b, a, order)) + 0);
        t.is(compareUsers(a, b, order) === 0, a.equals(b));
        if (compareUsers(a, b, order) < 0 && compareUsers(b, c, order) < 0)
          t.true(compareUsers(a, c, order) < 0);
        else t.pass();
      }),
    );
  });
}
