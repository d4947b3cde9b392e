import test from 'ava';
import fc from 'fast-check';
import { runSeed, seedFor } from './seed.js';

test('a name has one seed in a run, other names have others, and so have other runs', (t) => {
  t.is(seedFor('a', 1), seedFor('a', 1));
  const seeds = [seedFor('a', 1), seedFor('b', 1), seedFor('a', 2), seedFor('a 1', 1)];
  t.is(new Set(seeds).size, seeds.length);
  for (const seed of seeds) t.true(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31);
  t.is(seedFor('a'), seedFor('a', runSeed()));
});

test('fast-check draws from the seed of the run and the name of the file', (t) => {
  const draw = (seed: number) => fc.sample(fc.string(), { seed, numRuns: 20 });
  const drawn = fc.sample(fc.string(), 20);
  t.deepEqual(drawn, draw(seedFor('test/support/seed.test.js')));
  t.notDeepEqual(drawn, draw(seedFor('test/support/other.test.js')));
});
