import { spawn } from 'node:child_process';
import { once } from 'node:events';
import test from 'ava';
import { stopOnSignals } from '../../bin/stop-on-signals.js';
import { SpillwayError } from '../../lib/errors.js';

const MODULE = new URL('../../bin/stop-on-signals.js', import.meta.url).href;

/** A process that goes on after it was asked to stop, as one that has much to save. */
const STUBBORN = `
  import { stopOnSignals } from ${JSON.stringify(MODULE)};
  await stopOnSignals((signal) => {
    signal.addEventListener('abort', () => console.log('stopping'));
    setInterval(() => {}, 1000);
    console.log('ready');
    return new Promise(() => {});
  }, () => {});
`;

for (const [signal, code] of [
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  test(`the first ${signal} stops the work, the second one ends the process at once`, async (t) => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', STUBBORN]);
    child.stdout.setEncoding('utf8');
    t.deepEqual(await once(child.stdout, 'data'), ['ready\n']);
    child.kill(signal);
    t.deepEqual(await once(child.stdout, 'data'), ['stopping\n']);
    child.kill(signal);
    t.deepEqual(await once(child, 'exit'), [code, null]);
  });
}

test('stopped work resolves to the code of the signal and says why; other failures are thrown', async (t) => {
  const said: string[] = [];
  const say = (text: string) => said.push(text);
  const stopped = stopOnSignals(async (signal) => {
    process.kill(process.pid, 'SIGTERM');
    await once(signal, 'abort');
    throw new SpillwayError('aborted', 'stopped here');
  }, say);
  t.is(await stopped, 143);
  t.deepEqual(said, ['spillway: stopped here']);
  const failed = stopOnSignals(() => Promise.reject(new SpillwayError('aborted', 'by itself')), say);
  await t.throwsAsync(failed, { message: 'by itself' });
  t.is(await stopOnSignals(async () => 3, say), 3);
  t.is(process.listenerCount('SIGTERM'), 0);
});
