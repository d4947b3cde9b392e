// Says what is wrong with a log, and where: node lint.js messages.data
import { createReadStream } from 'node:fs';
import { chain, parse, type ValidBatch, validate } from 'spillway';

for (const file of process.argv.slice(2)) {
  await chain(createReadStream(file), parse(), validate(), async (batches: AsyncIterable<ValidBatch>) => {
    for await (const { verdict } of batches) {
      for (const { line, column = 1, message } of verdict.rejects)
        console.log(`${file}:${line}:${column}: ${message}`);
    }
  });
}
