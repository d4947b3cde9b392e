import test from 'ava';
import {
  bytesRead,
  completeBetween,
  isReadWhole,
  withLineAbsorbed,
} from '../../lib/checkpoint/read-extents.js';
import { manifestOf, rangeOf, runAt } from '../support/manifests.js';
import { identityOf } from '../support/source-identity.js';

const at = (offset: number) => ({ source: 0, offset });

test('a source is read whole if its size is the bytes read, a last line without a line end included', (t) => {
  const line = { run: runAt(1000), tail: null };
  const whole = { ...rangeOf(0, null, [runAt(900)]), complete: true };
  t.false(isReadWhole(manifestOf([whole]), 0));
  t.true(isReadWhole(manifestOf([{ ...whole, provisional: line }]), 0));
  t.true(isReadWhole(manifestOf([rangeOf(0, null, [runAt(1000)])]), 0));
  t.false(isReadWhole(manifestOf([rangeOf(0, 500, [runAt(400)]), rangeOf(500, null, [runAt(1000)])]), 0));
  t.true(
    isReadWhole(
      manifestOf([{ ...rangeOf(0, 500, []), complete: true }, rangeOf(500, null, [runAt(1000)])]),
      0,
    ),
  );
});

test('an archive is read whole when its range is complete', (t) => {
  const sources = [identityOf(10, { sealed: true })];
  t.false(isReadWhole(manifestOf([rangeOf(0, null, [runAt(900)])], { sources }), 0));
  t.true(isReadWhole(manifestOf([{ ...rangeOf(0, null, []), complete: true }], { sources }), 0));
});

test('the bytes read of a source end where the first gap is', (t) => {
  t.is(bytesRead(manifestOf([rangeOf(0, 500, [runAt(400)]), rangeOf(500, null, [runAt(900)])]), 0), 400);
  const first = { ...rangeOf(0, 500, [runAt(400)]), complete: true };
  t.is(bytesRead(manifestOf([first, rangeOf(500, null, [runAt(900)])]), 0), 900);
});

test('what is unread between two positions is taken for read, and nothing else', (t) => {
  const ranges = [rangeOf(0, null, [runAt(100)])];
  const pieces = completeBetween(ranges, at(200), at(300));
  t.deepEqual(
    pieces.map(({ position, end, complete }) => [position.offset, end?.offset, complete]),
    [
      [100, 200, false],
      [200, 300, true],
      [300, undefined, false],
    ],
  );
  t.deepEqual(
    completeBetween(ranges, at(0), null).map(({ complete }) => complete),
    [true],
  );
  t.deepEqual(completeBetween(pieces, at(0), at(200))[0]!.complete, true);
});

test('a line that is absorbed as it stands is the last run of its range', (t) => {
  const range = rangeOf(0, null, [runAt(100)]);
  t.is(withLineAbsorbed(range), range);
  const absorbed = withLineAbsorbed({ ...range, provisional: { run: runAt(120), tail: 'ab' } });
  t.deepEqual([absorbed.position, absorbed.tail, absorbed.provisional], [at(120), 'ab', null]);
  t.deepEqual(absorbed.runs, [runAt(100), runAt(120)]);
});
