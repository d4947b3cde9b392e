// Builds everything; with `tests` also what only tests need. The kernel takes longest and needs nothing of the rest; it is
// compiled only if it is not what its sources made before.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, delimiter, resolve } from 'node:path';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
const PATH = `${resolve('node_modules/.bin')}${delimiter}${process.env.PATH}`;

function run(command) {
  return new Promise((fulfil, reject) => {
    const child = spawn(command, { shell: true, stdio: 'inherit', env: { ...process.env, PATH } });
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? fulfil() : reject(new Error(`${command} failed`))));
  });
}

/** What a compiled file was made from is noted here. It is not packed, and is removed with dist. */
const NOTES = 'dist/made-from';
const COMPILERS = ['assemblyscript', 'binaryen'].map((name) => `node_modules/${name}/package.json`);
const ASSEMBLY = ['lib/kernel/assembly', 'lib/kernel/layout'].flatMap(filesIn);

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => `${parentPath}/${name}`)
    .sort();
}

function digestOf(command, files) {
  const hash = createHash('sha256').update(command);
  for (const file of files) hash.update(`\n${file}\n`).update(readFileSync(file));
  return hash.digest('hex');
}

/** Runs a script unless its output is what it made before from the same files. */
async function compile(script, output, source) {
  const command = scripts[script];
  const inputs = [...COMPILERS, ...ASSEMBLY, source];
  const note = `${NOTES}/${basename(output)}`;
  const made = (from) => `${from} ${digestOf(command, [output])}`;
  const from = digestOf(command, inputs);
  if (existsSync(note) && existsSync(output) && readFileSync(note, 'utf8') === made(from)) return;
  await run(command);
  mkdirSync(NOTES, { recursive: true });
  writeFileSync(note, made(from));
}

await Promise.all([compile('build:kernel', 'dist/lib/kernel/kernel.wasm', 'build/kernel.mjs'), run('tsc')]);
const bundled = run('node build/bundle.mjs');
if (process.argv.includes('tests')) {
  const entry = 'test/kernel/assembly/internals.as.ts';
  await compile('build:internals', 'dist/test/kernel/assembly/internals.wasm', entry);
}
await bundled;
