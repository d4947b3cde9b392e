import test from 'ava';
import { collidingTexts, fnv1a, randomTexts } from './colliding-texts.js';
import { Random } from './random.js';
import { seedFor } from './seed.js';

const hashesOf = (texts: readonly string[]) => new Set(texts.map((text) => fnv1a(text))).size;

test('colliding texts collide, and others do not', (t) => {
  const seed = seedFor(t.title);
  const colliding = collidingTexts(new Random(seed), 6);
  t.is(new Set(colliding).size, 64);
  t.is(hashesOf(colliding), 1);
  const others = randomTexts(new Random(seed), 6);
  t.is(others.length, 64);
  t.true(hashesOf(others) > 60);
  t.is(others[0]!.length, colliding[0]!.length);
});

test('the hash gives the published values', (t) => {
  t.is(fnv1a(''), 0x811c9dc5);
  t.is(fnv1a('a'), 0xe40c292c);
  t.is(fnv1a('foobar'), 0xbf9cf968);
});
