// The command and each stage on every version of node that the package supports, as far as test/nodes is installed.
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { appearance, PROGRAM, startProgram } from './support/command.js';
import { MISSING_NODES, NODES } from './support/nodes.js';

const STAGES = fileURLToPath(new URL('./support/stages-program.js', import.meta.url));
const run = promisify(execFile);
const folder = mkdtempSync(`${tmpdir()}/spillway-nodes-`);
test.after.always(() => rmSync(folder, { recursive: true }));

const generate = (name: string, ...args: string[]) =>
  execFileSync(process.execPath, [PROGRAM, 'generate', '--out', name, '--quiet', ...args], { cwd: folder });
const read = (name: string) => readFileSync(`${folder}/${name}`);
/** Long enough for two ranges, and a small one, also packed. */
generate('large', '--count', '3000', '--events', '80000', '--verify', 'large.reference');
generate('small', '--events', '6000', '--verify', 'small.reference');
generate('small.gz', '--events', '6000');
generate('small.zst', '--events', '6000');

/** What every run says when it is done. */
const RESULT = /^\S+: [\d,]+ users of [\d,]+ lines \([^\n]+\)\n[^\n]+ peak memory [^\n]+\n$/;

async function stagesOn(node: string, name: string): Promise<string> {
  mkdirSync(`${folder}/${name}`);
  const { stdout, stderr } = await run(node, [STAGES, `${folder}/${name}`]);
  if (stderr !== '') throw new Error(`standard error: ${stderr}`);
  return stdout;
}

const AVA = fileURLToPath(new URL('../../node_modules/ava/entrypoints/cli.mjs', import.meta.url));
/** Those with libzstd: one that takes a truncated archive for a whole one, and one that does not. */
const OWN_ZSTD = ['node-22', 'node-26'];

for (const { name, node } of NODES.filter(({ name }) => OWN_ZSTD.includes(name))) {
  test.serial(
    `${name}: archives are packed and unpacked by node's own libzstd as by the codec`,
    async (t) => {
      t.timeout(120_000);
      const files = ['decompress', 'compress'].map((file) => `dist/test/sources/${file}.test.js`);
      // Ava would take itself for a part of the run that started it.
      const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('AVA')));
      const { stdout } = await run(node, [AVA, '--tap', ...files], { env });
      t.regex(stdout, /^# fail 0$/m);
      t.regex(stdout, /^ok \d+ - .*frames\.zst/m);
    },
  );
}

const expected = stagesOn(process.execPath, 'expected');

const missing = MISSING_NODES.length > 0 ? test.skip : test;
missing('all versions of node are installed (npm run install:nodes)', (t) => t.true(NODES.length > 0));

for (const { name, node } of NODES) {
  test.serial(`${name}: each stage alone gives the same, and says nothing on standard error`, async (t) => {
    t.timeout(120_000);
    t.deepEqual(JSON.parse(await stagesOn(node, name)), JSON.parse(await expected));
  });

  test.serial(
    `${name}: the command summarises plain files and archives, with one and two workers`,
    async (t) => {
      t.timeout(120_000);
      for (const [source, reference, ...args] of [
        ['large', 'large.reference', '--workers', '1'],
        ['large', 'large.reference', '--workers', '2'],
        ['small', 'small.reference'],
        ['small.gz', 'small.reference', '--workers', '2'],
        ['small.zst', 'small.reference'],
      ] as const) {
        const output = `${name}.out`;
        const job = ['summarize', source, '-o', output, ...args];
        const { code, stdout, stderr } = await startProgram(node, folder, PROGRAM, ...job).result;
        t.deepEqual({ code, stdout }, { code: 0, stdout: '' }, stderr);
        t.regex(stderr, RESULT);
        t.true(read(output).equals(read(reference)), source);
      }
    },
  );

  test.serial(`${name}: the command resumes after a kill`, async (t) => {
    t.timeout(120_000);
    const output = `${name}.killed`;
    const job = ['summarize', 'large', '-o', output, '--memory', '1MiB', '--checkpoint-every', '2MiB'];
    const running = startProgram(node, folder, PROGRAM, ...job);
    await appearance(`${folder}/${output}.spillway/spillway-manifest.json`, running);
    running.child.kill('SIGKILL');
    t.is((await running.result).signal, 'SIGKILL');
    const { code, stderr } = await startProgram(node, folder, PROGRAM, ...job).result;
    t.is(code, 0, stderr);
    const [first, ...rest] = stderr.split(/(?<=\n)/);
    t.regex(first!, /^resumes from byte [1-9]\d* of \d+: an earlier start saved what is before it\n$/);
    t.regex(rest.join(''), RESULT);
    t.is(digestOf(output), digestOf('large.reference'));
    t.deepEqual(
      readdirSync(folder).filter((file) => file.includes('spillway') || file.includes('partial')),
      [],
    );
  });
}

function digestOf(name: string): string {
  return createHash('sha256').update(read(name)).digest('hex');
}
