import test from 'ava';
import type { ManifestRange } from '../../lib/checkpoint/manifest.js';
import { savedSourceBytes } from '../../lib/job/saved-source-bytes.js';
import { identityOf } from '../support/source-identity.js';

const at = (source: number, offset: number) => ({ source, offset });

function range(start: [number, number], position: [number, number], end?: [number, number]): ManifestRange {
  const places = {
    start: at(...start),
    position: at(...position),
    end: end === undefined ? null : at(...end),
  };
  return { ...places, tail: null, complete: false, runs: [], provisional: null };
}

test('the bytes before the position of each range count, across sources', (t) => {
  const sources = [identityOf(100, { growing: false }), identityOf(200)];
  const ranges = [range([0, 0], [0, 30], [0, 80]), range([0, 80], [1, 50])];
  t.is(savedSourceBytes({ kept: null, sources, ranges }), 30 + 20 + 50);
  t.is(savedSourceBytes({ kept: null, sources, ranges: [range([0, 0], [0, 0])] }), 0);
});

test('a complete range counts whole, even if its last lines moved no position', (t) => {
  const sources = [identityOf(100)];
  const whole = { ...range([0, 0], [0, 30]), complete: true };
  t.is(savedSourceBytes({ kept: null, sources, ranges: [whole] }), 100);
});

test('an archive counts only when it was read whole', (t) => {
  const sources = [identityOf(100, { sealed: true }), identityOf(100, { sealed: true })];
  t.is(savedSourceBytes({ kept: null, sources, ranges: [range([0, 0], [0, 700])] }), 0);
  t.is(savedSourceBytes({ kept: null, sources, ranges: [range([0, 0], [1, 700])] }), 100);
});
