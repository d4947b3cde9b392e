// Puts the command into a few files, dist/command/, from some 150: a small source is done in less time than it takes
// node to find and load as many modules. The library stays as tsc writes it.
import { rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { build } from 'esbuild';

const TARGET = 'dist/command';
/** What every start loads; other packages stay where they are, and are loaded when they are needed. */
const BUNDLED = ['commander', 'through2'];

const { dependencies, devDependencies } = JSON.parse(await readFile('package.json', 'utf8'));
const external = Object.keys({ ...dependencies, ...devDependencies }).filter((it) => !BUNDLED.includes(it));

rmSync(TARGET, { recursive: true, force: true });
const shared = {
  entryNames: '[name]',
  outdir: TARGET,
  bundle: true,
  // What is imported when it is needed stays apart.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  external,
  loader: { '.wasm': 'copy' },
  // Packages in CommonJS call `require` for what node brings.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  alias: {
    // The streams of node, which are loaded anyway; readable-stream has a switch for this, too (READABLE_STREAM=disable).
    'readable-stream': 'node:stream',
    // For commands that are programs of their own, of which there are none; it loads 25 modules of node.
    'node:child_process': './build/nothing.cjs',
  },
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
  logLevel: 'warning',
};
// The worker and the kernel are found beside the module that asks for them. The worker has nothing in common with the
// command: else what both have would be files of its own, which every start would have to find and load.
const builds = [['bin/spillway.ts', 'dist/lib/kernel/kernel.wasm'], ['lib/job/workers/worker.ts']].map(
  (entryPoints) => build({ ...shared, entryPoints }),
);
const inputs = (await Promise.all(builds)).flatMap(({ metafile }) => Object.keys(metafile.inputs));
writeFileSync(`${TARGET}/LICENSES.txt`, await licences(inputs));

/** The licences of the packages that these files come from. */
async function licences(files) {
  const folders = files.flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+\//.exec(file) ?? []);
  const texts = [...new Set(folders)].sort().map(async (folder) => {
    const name = (await readdir(folder)).find((it) => /^licen[cs]e/i.test(it));
    if (name === undefined) throw new Error(`${folder} has no licence that could go with it`);
    return `${folder.slice(folder.lastIndexOf('node_modules/') + 13, -1)}\n\n${await readFile(folder + name, 'utf8')}`;
  });
  return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`);
}
