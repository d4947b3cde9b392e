import test from 'ava';
import { Random } from '../../lib/generate/random.js';

const first = (...key: ConstructorParameters<typeof Random>) => {
  const random = new Random(...key);
  return Array.from({ length: 8 }, () => random.bits());
};

test('equal keys give equal numbers, and keys that differ in one part give others', (t) => {
  t.deepEqual(first(1, 2, 3), first(1, 2, 3));
  const keys = [
    [0, 0, 0],
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
    [2 ** 32, 0, 0],
    [1, 1, 0],
  ] satisfies ConstructorParameters<typeof Random>[];
  t.is(new Set(keys.flatMap((key) => first(...key))).size, 8 * keys.length);
});

test('numbers of neighbouring keys are spread evenly', (t) => {
  const draws = 20_000;
  const hits = new Uint32Array(10);
  for (let user = 0; user < draws; user++) hits[new Random(1_560_000_000, user, 0).below(10)]!++;
  for (const hit of hits) t.true(Math.abs(hit - draws / 10) < 250, `${hits}`);
});

test('below() returns every number below its limit and no other', (t) => {
  const random = new Random(1, 1, 1);
  const met = new Set(Array.from({ length: 1000 }, () => random.below(7)));
  t.deepEqual([...met].sort(), [0, 1, 2, 3, 4, 5, 6]);
  t.is(random.below(1), 0);
});
