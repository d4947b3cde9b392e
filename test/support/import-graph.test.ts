import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { withFolder } from './folder.js';
import { circles, type Graph, importsBetween, importsBetweenFolders, sourceFiles } from './import-graph.js';

function graph(edges: Readonly<Record<string, readonly string[]>>): Graph {
  return new Map(Object.entries(edges).map(([from, to]) => [from, new Set(to)]));
}

test('finds no circle where every path ends', (t) => {
  t.deepEqual(circles(graph({ a: ['b', 'c'], b: ['c'], c: [] })), []);
});

test('finds each circle once, however it is entered', (t) => {
  const found = circles(graph({ a: ['b'], b: ['c'], c: ['d'], d: ['b'], e: ['f', 'a'], f: ['e'] }));
  t.deepEqual(
    found.map((circle) => circle.join()),
    ['b,c,d', 'e,f'],
  );
});

test('finds a circle of folders even if their files do not make one', (t) => {
  const files = graph({
    'lib/one/a.ts': ['lib/two/b.ts'],
    'lib/two/b.ts': [],
    'lib/two/c.ts': ['lib/one/d.ts'],
    'lib/one/d.ts': ['lib/e.ts'],
    'lib/e.ts': [],
  });
  t.deepEqual(circles(files), []);
  t.deepEqual(circles(importsBetweenFolders(files, 'lib')), [['lib/one', 'lib/two']]);
});

test('sees imports of values, of types and at run time, and exports', (t) =>
  withFolder(async (directory) => {
    const text = [
      "import { a } from './a.js';",
      "import type { B } from './b.js';",
      "export { c } from './c.js';",
      "const d = await import('./d.js');",
      "import { readFile } from 'node:fs';",
    ].join('\n');
    await writeFile(join(directory, 'main.ts'), text);
    for (const name of ['a', 'b', 'c', 'd']) await writeFile(join(directory, `${name}.ts`), '');
    const imports = importsBetween(await sourceFiles(directory)).get(join(directory, 'main.ts'));
    t.deepEqual(
      [...imports!].sort(),
      ['a', 'b', 'c', 'd'].map((name) => join(directory, `${name}.ts`)),
    );
  }));
