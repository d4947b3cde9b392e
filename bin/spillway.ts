#!/usr/bin/env node
import { isSignalled } from './exit-code.js';
import { run } from './run.js';

/** For words that are on their way. */
const GRACE_MS = 300;

// Who reads our words may leave before we are done, as `| head` does: that is no failure. Who writes a summary there is
// told of it by the write.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const code = await run(process.argv.slice(2));
process.exitCode = code;
// Nobody waits for what a job that was stopped has left to write, which a reader that reads nothing holds up for ever.
if (isSignalled(code)) setTimeout(() => process.exit(), GRACE_MS).unref();
