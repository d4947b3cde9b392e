// The command, stopped while it reads: by signals and by kill -9. Its source is long enough that the first checkpoint
// comes long before its end; nothing here waits for a time to pass.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { appearance, spillway, start } from '../support/command.js';
import { withFolder } from '../support/folder.js';

const USERS = 2_000;
const ROUNDS = 150;
const BROKEN_USER = '1000';

/** Every user views ROUNDS times; now and then a line is broken. */
function log(): Buffer {
  const rounds = Array.from({ length: ROUNDS }, (_, round) =>
    Array.from({ length: USERS }, (__, user) =>
      `${user}` === BROKEN_USER
        ? '{"user_id":\n'
        : `{"user_id":${user},"type":"event","id":${round},"name":"view"}\n`,
    ).join(''),
  );
  return Buffer.from(rounds.join(''));
}

const source = log();
const ARGS = ['source', '-o', 'out', '--memory', '1MiB', '--checkpoint-every', '64KiB', '--workers', '1'];
const summarize = ['summarize', ...ARGS, '--rejects', 'rejected'];
const manifest = (folder: string) => `${folder}/out.spillway/spillway-manifest.json`;

/** Of the order of digits as bytes: 0, 1, 10, 100, 1001, … */
const SUMMARY = Array.from({ length: USERS }, (_, user) => `${user}`)
  .filter((user) => user !== BROKEN_USER)
  .sort()
  .map((user) => `${user},,view=${ROUNDS}\n`)
  .join('');

function withSource(use: (folder: string) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    writeFileSync(`${folder}/source`, source);
    await use(folder);
  });
}

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  test.serial(`${signal} saves the checkpoint, and the same command resumes`, (t) =>
    withSource(async (folder) => {
      const running = start(folder, ...summarize);
      await appearance(manifest(folder), running);
      // So that it still is there when it is looked at.
      running.child.kill('SIGSTOP');
      const seen = await spillway(folder, 'status', 'out.spillway');
      running.child.kill('SIGCONT');
      t.regex(
        seen.stdout,
        new RegExp(`\\nprocess ${running.child.pid} works here since \\d{4}-\\d\\d-\\d\\dT`),
      );
      t.regex(seen.stdout, /\nsaved: \d+(\.\d)?% of the source, [\d.]+ .?i?B of [\d.]+ MiB\n/);
      running.child.kill(signal);
      const stopped = await running.result;
      t.is(stopped.code, code, stopped.stderr);
      t.regex(stopped.stderr, /^spillway: [^\n]+\n([^\n]+\n)?$/);
      t.false(existsSync(`${folder}/out`));

      const status = await spillway(folder, 'status', 'out.spillway');
      t.is(status.code, 0);
      const saved = /read up to byte (\d+)\n/.exec(status.stdout)?.[1];
      t.true(Number(saved) > 0, status.stdout);

      const resumed = await spillway(folder, ...summarize, '--stats', 'stats');
      t.is(resumed.code, 3);
      t.true(resumed.stderr.startsWith(`resumes from byte ${saved} of ${source.length}: `), resumed.stderr);
      t.is(JSON.parse(readFileSync(`${folder}/stats`, 'utf8')).resumedFrom, Number(saved));
      t.is(readFileSync(`${folder}/out`, 'utf8'), SUMMARY);
      t.is(readFileSync(`${folder}/rejected`, 'utf8').split('\n').length - 1, ROUNDS);
      t.deepEqual(readdirSync(folder).sort(), ['out', 'rejected', 'source', 'stats']);
    }),
  );
}

test.serial('after any number of kill -9 the same command resumes', (t) =>
  withSource(async (folder) => {
    let from = 0;
    for (let kill = 0; kill < 2; kill++) {
      const before = existsSync(manifest(folder)) ? readFileSync(manifest(folder), 'utf8') : '';
      const running = start(folder, ...summarize);
      await appearance(manifest(folder), running);
      while (readFileSync(manifest(folder), 'utf8') === before && running.child.exitCode === null) {
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      running.child.kill('SIGKILL');
      t.is((await running.result).signal, 'SIGKILL');
      const { stdout } = await spillway(folder, 'status', 'out.spillway');
      t.regex(stdout, /process \d+ worked here and is dead; the next start takes over\n/);
      const saved = Number(/read up to byte (\d+)\n/.exec(stdout)?.[1]);
      t.true(saved > from, stdout);
      from = saved;
    }
    const { code, stderr } = await spillway(folder, ...summarize);
    t.is(code, 3);
    t.true(stderr.startsWith(`resumes from byte ${from} of `), stderr);
    t.is(readFileSync(`${folder}/out`, 'utf8'), SUMMARY);
    t.deepEqual(readdirSync(folder).sort(), ['out', 'rejected', 'source']);
  }),
);

test.serial('saved work of another job is refused, and discarded with --fresh', (t) =>
  withSource(async (folder) => {
    const running = start(folder, ...summarize);
    await appearance(manifest(folder), running);
    const second = await spillway(folder, ...summarize);
    t.is(second.code, 1);
    t.regex(second.stderr, /^spillway: .*out\.spillway.*\n/);
    running.child.kill('SIGTERM');
    t.is((await running.result).code, 143);

    const changed = await spillway(folder, ...summarize, '--order', 'numeric');
    t.is(changed.code, 1);
    t.regex(changed.stderr, /^spillway: [^\n]*order[^\n]*--fresh/);
    const fresh = await spillway(folder, ...summarize, '--order', 'numeric', '--fresh');
    t.is(fresh.code, 3);
    t.notRegex(fresh.stderr, /resumes/);
    t.regex(readFileSync(`${folder}/out`, 'utf8'), /^0,,view=150\n1,,view=150\n2,/);

    writeFileSync(`${folder}/out`, 'the old one');
    const again = start(folder, ...summarize);
    await appearance(manifest(folder), again);
    again.child.kill('SIGKILL');
    await again.result;
    t.is(readFileSync(`${folder}/out`, 'utf8'), 'the old one');
    writeFileSync(`${folder}/source`, Buffer.from(source).fill('x', 100, 200));
    const other = await spillway(folder, ...summarize);
    t.is(other.code, 1);
    t.regex(other.stderr, /^spillway: [^\n]*source[^\n]*--fresh/);
  }),
);
