import { readdir, readFile, stat } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import { dir } from 'tmp-promise';
import { generate } from '../../../lib/index.js';
import { spillway, start } from '../../support/command.js';

async function folder(t: ExecutionContext): Promise<string> {
  const { path, cleanup } = await dir({ unsafeCleanup: true });
  t.teardown(cleanup);
  return path;
}

test('generate passes each option to the library, and says what it wrote', async (t) => {
  const cwd = await folder(t);
  const numbers =
    '--seed 9 --count 7 --attrs 2 --events 60 --maxevents 3 --dupes 4 --anon 5 --dupe-distance 6';
  const { code, stdout, stderr } = await spillway(
    cwd,
    ...['generate', '--out', 'log', '--verify', 'reference', ...numbers.split(' ')],
  );
  t.is(code, 0);
  t.is(stdout, '');
  const { lines, bytes, copies, anonymous } = await generate({
    output: `${cwd}/same-log`,
    reference: `${cwd}/same-reference`,
    seed: 9,
    count: 7,
    attrs: 2,
    events: 60,
    maxEvents: 3,
    dupes: 4,
    anon: 5,
    dupeDistance: 6,
  });
  t.is(
    stderr,
    `log: ${lines} lines, ${bytes.toLocaleString('en')} bytes, of 7 users (${copies} copies, ${anonymous} lines without a user)\nreference: the summary it must have\n`,
  );
  t.deepEqual(await readFile(`${cwd}/log`), await readFile(`${cwd}/same-log`));
  t.deepEqual(await readFile(`${cwd}/reference`), await readFile(`${cwd}/same-reference`));
});

test('summarize and verify confirm what generate wrote', async (t) => {
  const cwd = await folder(t);
  const quietly = async (...args: string[]) =>
    t.deepEqual(await spillway(cwd, ...args, '--quiet'), { code: 0, signal: null, stdout: '', stderr: '' });
  await quietly('generate', '--out', 'log', '--verify', 'reference', '--dupe-distance', '1000');
  await quietly('summarize', 'log', '-o', 'summary');
  await quietly('verify', 'summary', 'reference');
});

test('wrong usage of generate exits with 2 and names the option', async (t) => {
  const cwd = await folder(t);
  for (const [args, message] of [
    [[], /required option '--out <file>'/],
    [['--out', ''], /^spillway: generate: --out must be a path, not ''/],
    [['--out', 'log', '--count', '0'], /count must be a whole number between 1 and 100000000, not 0/],
    [['--out', 'log', '--count', 'many'], /count must be/],
    [['--out', 'log', '--verify', 'log'], /two files/],
    [['--out', 'log', '--maxEvents', '1'], /unknown option '--maxEvents'/],
  ] as const) {
    const { code, stderr } = await spillway(cwd, 'generate', ...args);
    t.is(code, 2);
    t.regex(stderr, message);
    t.notRegex(stderr, /\n\s+at /);
  }
  t.deepEqual(await readdir(cwd), []);
});

test('generate exits with 1 and names a file that it cannot write', async (t) => {
  const { code, stderr } = await spillway(await folder(t), 'generate', '--out', 'no/such/log');
  t.is(code, 1);
  t.is(
    stderr,
    'spillway: cannot write no/such/log: there is no directory no/such; create it, or name another place\n',
  );
});

test('generate stopped by a signal removes its files and exits with the code of the signal', async (t) => {
  const cwd = await folder(t);
  const { child, result } = start(cwd, 'generate', '--out', 'log', '--events', '5000000');
  for (let bytes = 0; bytes === 0; ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const [partial] = await readdir(cwd);
    if (partial !== undefined) bytes = (await stat(`${cwd}/${partial}`)).size;
  }
  child.kill('SIGTERM');
  t.is((await result).code, 143);
  t.deepEqual(await readdir(cwd), []);
});
