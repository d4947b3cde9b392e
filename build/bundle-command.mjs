// Bundles the command's roughly 150 modules into a few files in dist/command/: summarizing a small source takes less time
// than node needs to find and load that many modules. The library stays as tsc emits it.
import { rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { build } from 'esbuild';

const TARGET = 'dist/command';
/** Packages that every start loads. The others stay external and are loaded on demand. */
const BUNDLED = ['commander', 'through2'];

const { dependencies, devDependencies } = JSON.parse(await readFile('package.json', 'utf8'));
const external = Object.keys({ ...dependencies, ...devDependencies }).filter((it) => !BUNDLED.includes(it));

rmSync(TARGET, { recursive: true, force: true });
const shared = {
  entryNames: '[name]',
  outdir: TARGET,
  bundle: true,
  // Keeps dynamic imports in chunks of their own.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  external,
  loader: { '.wasm': 'copy' },
  // Bundled CommonJS packages call `require` for node's own modules.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  alias: {
    // Node's own streams, which are loaded anyway. readable-stream has a switch for the same (READABLE_STREAM=disable).
    'readable-stream': 'node:stream',
    // commander needs it only to start subcommands as separate programs, which we have none of. It loads 25 node modules.
    'node:child_process': './build/nothing.cjs',
  },
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
  logLevel: 'warning',
};
// The worker and the kernel are looked up next to the module that loads them. The worker is a build of its own: if the two
// shared one, their common code would be in extra files that every start has to find and load.
const builds = [['bin/spillway.ts', 'dist/lib/kernel/kernel.wasm'], ['lib/job/workers/worker.ts']].map(
  (entryPoints) => build({ ...shared, entryPoints }),
);
const inputs = (await Promise.all(builds)).flatMap(({ metafile }) => Object.keys(metafile.inputs));
writeFileSync(`${TARGET}/LICENSES.txt`, await licences(inputs));

/** The licence texts of the packages that these files come from. */
async function licences(files) {
  const folders = files.flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+\//.exec(file) ?? []);
  const texts = [...new Set(folders)].sort().map(async (folder) => {
    const name = (await readdir(folder)).find((it) => /^licen[cs]e/i.test(it));
    if (name === undefined) throw new Error(`${folder} has no licence file to include`);
    return `${folder.slice(folder.lastIndexOf('node_modules/') + 13, -1)}\n\n${await readFile(folder + name, 'utf8')}`;
  });
  return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`);
}
