#!/usr/bin/env node
import { run } from './run.js';

// Who reads our words may leave before we are done, as `| head` does: that is no failure. Who writes a summary there is
// told of it by the write.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

process.exitCode = await run(process.argv.slice(2));
