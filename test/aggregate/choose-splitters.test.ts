import test from 'ava';
import fc from 'fast-check';
import { chooseSplitters, MAX_SAMPLE, sampleUsers } from '../../lib/aggregate/choose-splitters.js';
import { compareUsers, type UserOrder } from '../../lib/records/user-order.js';
import { anyCharacter } from '../support/any-character.js';
import { batchOf } from '../support/batch-of.js';

const users = fc.array(fc.oneof(fc.string({ unit: anyCharacter, minLength: 1 }), fc.integer().map(String)), {
  maxLength: 200,
});
const orders = fc.constantFrom<UserOrder>('bytes', 'numeric');

test('splitters are users of the sample, strictly ascending, fewer than partitions', (t) =>
  fc.assert(
    fc.property(users, orders, fc.integer({ min: 1, max: 64 }), (texts, order, partitions) => {
      const sample = texts.map((text) => Buffer.from(text));
      const before = sample.map((user) => user.toString('hex'));
      const splitters = chooseSplitters(sample, order, partitions).map((each) => Buffer.from(each));
      t.true(splitters.length < partitions || splitters.length === 0);
      for (const [index, splitter] of splitters.entries()) {
        t.true(sample.some((user) => user.equals(splitter)));
        if (index > 0) t.true(compareUsers(splitters[index - 1]!, splitter, order) < 0);
      }
      t.deepEqual(
        sample.map((user) => user.toString('hex')),
        before,
      );
    }),
  ));

test('splitters cut evenly many users of the sample, also if one user has half of it', (t) => {
  const sample = Array.from({ length: 1000 }, (_, index) => Buffer.from(String(10_000 + index)));
  const cuts = chooseSplitters(sample, 'bytes', 10).map((each) => Buffer.from(each).toString());
  t.deepEqual(cuts, ['10100', '10200', '10300', '10400', '10500', '10600', '10700', '10800', '10900']);
  const heavy = [...sample, ...Array.from({ length: 1000 }, () => Buffer.from('10500'))];
  const others = chooseSplitters(heavy, 'bytes', 10).map((each) => Buffer.from(each).toString());
  t.is(others.filter((cut) => cut === '10500').length, 1);
});

test('a sample is spread over a batch, and has no long user', (t) => {
  const long = 'x'.repeat(257);
  const batch = batchOf(
    Array.from({ length: 100 }, (_, index) => ({
      type: 'event' as const,
      user_id: index === 50 ? long : `user ${index}`,
      id: 'e',
      name: 'n',
    })),
  );
  const texts = (most?: number) => sampleUsers(batch, most).map((user) => Buffer.from(user).toString());
  t.is(texts().length, 99);
  t.deepEqual(texts(4), ['user 0', 'user 25', 'user 75']);
  t.true(MAX_SAMPLE >= 1000);
});
