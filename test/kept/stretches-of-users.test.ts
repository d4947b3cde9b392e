import test from 'ava';
import { stretchesOf } from '../../lib/kept/stretches-of-users.js';
import { UserIndex, UserIndexBuilder } from '../../lib/runs/user-index.js';

const users = (...names: readonly number[]) => names.map((name) => Buffer.from(String(name)));
const SLICE = { start: 24, end: 10_024 };

/** 100 blocks of 100 bytes, of users from 1000 on. */
function index(): UserIndex {
  const builder = new UserIndexBuilder();
  for (let block = 0; block < 100; block++) builder.add(24 + block * 100, Buffer.from(String(1000 + block)));
  return UserIndex.decode(builder.encode(), 'bytes')!;
}

test('stretches ascend, and those that meet are one', (t) => {
  t.deepEqual(stretchesOf(users(1050, 1003, 1004), SLICE, index()), [
    { start: 224, end: 524 },
    { start: 4924, end: 5124 },
  ]);
});

test('a user before all others has no stretch', (t) => {
  t.deepEqual(stretchesOf(users(0), SLICE, index()), []);
});

test('where nearly everything would be read, everything is', (t) => {
  const many = Array.from({ length: 40 }, (_, place) => 1000 + place * 2);
  t.deepEqual(stretchesOf(users(...many), SLICE, index()), [SLICE]);
});
