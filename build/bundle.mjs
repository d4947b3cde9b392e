// Bundles the command into dist/command/ and the library into dist/library/, each of a few files: node needs about a millisecond
// to find and load a module, of which the library has 350, and they would take longer than summarizing a small source.
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { rolldown } from 'rolldown';

/** Packages that every start loads. The others stay external and are loaded on demand. */
const BUNDLED = ['commander', 'through2'];

const { dependencies, devDependencies } = JSON.parse(await readFile('package.json', 'utf8'));
const packages = Object.keys({ ...dependencies, ...devDependencies }).filter((it) => !BUNDLED.includes(it));
const external = (id) => packages.some((name) => id === name || id.startsWith(`${name}/`));

/** All that a module loads at once, itself included. */
function loadedWith(id, modules, seen = new Set()) {
  if (seen.has(id)) return seen;
  seen.add(id);
  for (const next of modules.get(id) ?? []) loadedWith(next, modules, seen);
  return seen;
}

/** Calls `make` when it is first needed. */
function once(make) {
  let made;
  return () => {
    made ??= make();
    return made;
  };
}

/**
 * Bundles `entry`, with all that it loads at once, into one file, and what `often` loads besides into a second one. Whatever
 * else is loaded on demand gets files of its own. Returns the modules.
 */
async function bundle(directory, entry, often) {
  const modules = new Map();
  const graph = {
    name: 'graph',
    moduleParsed: ({ id, importedIds }) => void modules.set(id, importedIds),
  };
  const main = resolve(entry);
  const bundled = await rolldown({
    input: { [entry.replace(/^.*\/|\.ts$/g, '')]: entry },
    platform: 'node',
    external,
    plugins: [graph],
    transform: { target: 'node20.19' },
    resolve: {
      alias: {
        // Node's own streams, which are loaded anyway. readable-stream has a switch for the same (READABLE_STREAM=disable).
        'readable-stream': 'node:stream',
        // commander needs it only to start subcommands as separate programs, which we have none of. It loads 25 node modules.
        'node:child_process': resolve('build/nothing.cjs'),
      },
    },
    // What others need of it is not added to its exports.
    preserveEntrySignatures: 'allow-extension',
    // Some modules are loaded on demand by one importer, and at once by another.
    checks: { ineffectiveDynamicImport: false },
  });
  const always = once(() => loadedWith(main, modules));
  const usually = once(() => loadedWith(resolve(often), modules));
  await bundled.write({
    dir: directory,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    comments: false,
    // For coverage; a package has none.
    sourcemap: process.env.SOURCE_MAPS === '1',
    codeSplitting:
      often === undefined
        ? true
        : {
            includeDependenciesRecursively: false,
            groups: [
              { name: 'always', test: (id) => always().has(id) && id !== main },
              { name: 'often', test: (id) => usually().has(id) && !always().has(id) },
            ],
          },
  });
  await bundled.close();
  return [...modules.keys()];
}

const OUTPUTS = [
  ['dist/command', 'bin/spillway.ts', 'bin/run-job.ts'],
  ['dist/library', 'lib/index.ts', 'lib/summarize.ts'],
];
for (const [directory, ...entries] of OUTPUTS) {
  rmSync(directory, { recursive: true, force: true });
  // The worker and the kernel are looked up next to the module that loads them. The worker is a build of its own: if the two
  // shared one, their common code would be in extra files that every start has to find and load.
  const modules = await Promise.all([
    bundle(directory, ...entries),
    bundle(directory, 'lib/job/workers/worker.ts'),
  ]);
  copyFileSync('dist/lib/kernel/kernel.wasm', `${directory}/kernel.wasm`);
  writeFileSync(`${directory}/LICENSES.txt`, await licences(modules.flat()));
}

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
