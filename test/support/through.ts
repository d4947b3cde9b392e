import { Readable, type Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Everything that a chain of stages gives for these inputs; throws what `stream.pipeline` throws. */
export async function through<Out>(
  input: Iterable<unknown> | AsyncIterable<unknown>,
  ...stages: Transform[]
): Promise<Out[]> {
  const outputs: Out[] = [];
  const sink = new Writable({
    objectMode: true,
    write(output: Out, _encoding, callback) {
      outputs.push(output);
      callback();
    },
  });
  await pipeline([Readable.from(input), ...stages, sink]);
  return outputs;
}

/** The number of inputs that a stage took before it waited, while its output was not read. */
export async function inputsTaken(stage: Transform, input: () => unknown, most: number): Promise<number> {
  let taken = 0;
  const source = Readable.from(
    (function* () {
      for (; taken < most; taken++) yield input();
    })(),
    { highWaterMark: 1 },
  );
  source.pipe(stage);
  for (let before = -1; before !== taken; ) {
    before = taken;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  source.destroy();
  stage.destroy();
  return taken;
}
