import { spawn } from 'node:child_process';
import { once } from 'node:events';
import test from 'ava';

const MODULE = new URL('../../bin/stop-on-signals.js', import.meta.url).href;

/** A process that goes on after it was asked to stop, as one that has much to save. */
const STUBBORN = `
  import { stopOnSignals } from ${JSON.stringify(MODULE)};
  const signals = stopOnSignals();
  signals.signal.addEventListener('abort', () => console.log(signals.received));
  setInterval(() => {}, 1000);
  console.log('ready');
`;

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  test(`the first ${signal} asks to stop, the second one ends the process at once`, async (t) => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', STUBBORN]);
    child.stdout.setEncoding('utf8');
    t.deepEqual(await once(child.stdout, 'data'), ['ready\n']);
    child.kill(signal);
    t.deepEqual(await once(child.stdout, 'data'), [`${signal}\n`]);
    child.kill(signal);
    t.deepEqual(await once(child, 'exit'), [code, null]);
  });
}
