// Builds the kernel: asc compiles it, and binaryen's wasm-opt inlines what runs per byte or per row into its callers, where
// asc leaves calls. Inlining everything would make the module twice as large, and each start of the command slower.
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';

const ENTRY = 'lib/kernel/assembly/index.ts';
const TARGET = 'dist/lib/kernel/kernel.wasm';
const NAMED = 'dist/lib/kernel/kernel.named.wasm';
/** The parts of the kernel, files and folders in lib/kernel/assembly, whose functions are inlined. */
const HOT = [
  'field-table',
  'number',
  'rows',
  'scan',
  'sort',
  'summary-writer',
  'take',
  'text',
  'user-order',
  'uuid',
];

/**
 * Functions of these parts that stay functions: they are called once for many bytes or rows, or for few lines. Inlined, they
 * would make one function of thousands of instructions, which takes an engine a fifth of a second to optimise.
 */
const APART = [
  ...[
    'rows/append/append',
    'scan/fields/scanFields',
    'scan/index-lines/indexLines',
    'scan/json-text/compact',
  ],
  ...['scan/json-text/unescape', 'scan/lines/scanAnyLine', 'scan/mapped/putMapped', 'scan/plain/scanPlain'],
  ...['scan/times/scanTime', 'scan/usual-line/matchLine'],
].map((name) => `lib/kernel/assembly/${name}`);

const gone = HOT.filter((part) =>
  ['', '.ts'].every((end) => !existsSync(`lib/kernel/assembly/${part}${end}`)),
);
if (gone.length > 0) throw new Error(`the kernel has no ${gone.join(', ')}: correct HOT in build/kernel.mjs`);

function run(program, args) {
  return execFileSync(`node_modules/.bin/${program}`, args, { encoding: 'utf8', stdio: 'pipe' });
}

run('asc', [
  ...[ENTRY, '--outFile', NAMED, '--debug', '-O3', '--converge', '--runtime', 'stub', '--noAssert'],
  ...['--importMemory', '--noExportMemory', '--enable', 'simd,bulk-memory', '--use', 'abort='],
]);
const features = ['simd', 'bulk-memory', 'mutable-globals', 'sign-ext', 'nontrapping-float-to-int'].map(
  (feature) => `--enable-${feature}`,
);
const functions = run('wasm-opt', [NAMED, ...features, '--print-function-map', '-o', '/dev/null'])
  .split('\n')
  .map((line) => line.slice(line.indexOf(':') + 1));
/** The part of the kernel that a function is of; undefined for what asc adds. */
function partOf(name) {
  return /^lib\/kernel\/assembly\/([^/]+)\//.exec(name)?.[1];
}

/** A function that is compiled for several types goes by one name. */
const isApart = (name) => APART.includes(name.replace(/<.*/, ''));

const lost = APART.filter((name) => !functions.some((each) => each.replace(/<.*/, '') === name));
if (lost.length > 0)
  throw new Error(`the kernel has no ${lost.join(', ')}: correct APART in build/kernel.mjs`);
const cold = functions.filter(
  (name) => partOf(name) !== undefined && (!HOT.includes(partOf(name)) || isApart(name)),
);
run('wasm-opt', [
  ...[NAMED, ...features, ...cold.map((name) => `--no-inline=${name}`), '-O4', '--converge'],
  ...['--always-inline-max-function-size', '120', '--flexible-inline-max-function-size', '300'],
  ...['--one-caller-inline-max-function-size', '2000', '--inline-functions-with-loops'],
  ...['--strip-debug', '--strip-producers', '-o', TARGET],
]);
rmSync(NAMED);
