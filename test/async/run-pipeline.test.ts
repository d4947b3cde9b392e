import { Transform, Writable } from 'node:stream';
import { setImmediate, setTimeout } from 'node:timers/promises';
import test from 'ava';
import { readPipeline, runPipeline } from '../../lib/async/run-pipeline.js';

const sink = () => new Writable({ objectMode: true, write: (_chunk, _encoding, callback) => callback() });
const pass = () =>
  new Transform({ objectMode: true, transform: (chunk, _encoding, callback) => callback(null, chunk) });

async function* numbers(): AsyncGenerator<number, void, void> {
  for (let number = 0; ; number++) {
    await setImmediate();
    yield number;
  }
}

/** Closes what it reads before it tells why it fails, as any `for await` does, and tidies up in between. */
async function* failing(source: AsyncIterable<number>): AsyncGenerator<number, void, void> {
  try {
    for await (const number of source) {
      if (number === 3) throw new Error('the cause');
      yield number;
    }
  } finally {
    await setTimeout(5);
  }
}

test('rejects with the error of a stage, even if the stage closes the stream before it first', async (t) => {
  const running = runPipeline(numbers(), [pass(), failing, sink()]);
  await t.throwsAsync(running, { message: 'the cause' });
});

test('rejects with the error of a sink, not with the abort of the source', async (t) => {
  const full = new Writable({
    objectMode: true,
    write: (_chunk, _encoding, callback) => void setTimeout(2).then(() => callback(new Error('full'))),
  });
  await t.throwsAsync(runPipeline(numbers(), [pass(), full]), { message: 'full' });
});

test('rejects with the abort by the signal, not with its consequences', async (t) => {
  const stop = new AbortController();
  const reason = new Error('stopped');
  const sensitive = pass();
  sensitive._destroy = (_error, callback) => callback(new Error('a consequence'));
  const running = runPipeline(numbers(), [sensitive, sink()], stop.signal);
  setImmediate().then(() => stop.abort(reason));
  await t.throwsAsync(running, { code: 'aborted' });
  t.like(await running.catch((error: unknown) => error), { cause: reason });
});

test('leaves no listener on a signal that outlives it', async (t) => {
  const { signal } = new AbortController();
  const warnings: Error[] = [];
  const warn = (warning: Error) => warnings.push(warning);
  process.on('warning', warn);
  for (let run = 0; run < 30; run++) await runPipeline([1], [sink()], signal);
  await setImmediate();
  process.off('warning', warn);
  t.deepEqual(warnings, []);
});

test('reading the output of stages fails with the first failure', async (t) => {
  const reading = (async () => {
    for await (const _ of readPipeline(numbers(), [pass(), failing, pass()])) await setImmediate();
  })();
  await t.throwsAsync(reading, { message: 'the cause' });
});

test('ending the loop early closes the source', async (t) => {
  let closed = false;
  async function* watched() {
    try {
      yield* numbers();
    } finally {
      closed = true;
    }
  }
  for await (const number of readPipeline(watched(), [pass()])) if (number === 5) break;
  await setTimeout(5);
  t.true(closed);
});
