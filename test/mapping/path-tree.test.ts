import test from 'ava';
import { endsBelow, PathTree } from '../../lib/mapping/path-tree.js';

test('ends are numbered so that those below one object follow each other', (t) => {
  const paths = [['a', 'x'], ['b'], ['a', 'y', 'z'], ['a']];
  const tree = new PathTree(paths);
  t.is(tree.ends, 4);
  t.deepEqual(paths.map((path) => tree.endOf(path)).sort(), [0, 1, 2, 3]);
  const a = tree.placeOf(['a'])!;
  t.is(a.end, endsBelow(a.inner!)[0] - 1);
  t.deepEqual(endsBelow(a.inner!), [1, 3]);
  t.deepEqual(endsBelow(tree.root.inner!), [0, 4]);
});

test('equal paths have one end', (t) => {
  t.is(
    new PathTree([
      ['a', 'b'],
      ['a', 'b'],
    ]).ends,
    1,
  );
});

test('the path of no names ends at the root, before all others', (t) => {
  const tree = new PathTree([['a', 'b'], [], ['c']]);
  t.is(tree.endOf([]), 0);
  t.deepEqual(endsBelow(tree.root.inner!), [1, 3]);
  t.is(tree.placeOf(['a', 'x']), undefined);
});
