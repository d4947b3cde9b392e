#!/usr/bin/env node
import { isSignalled } from './exit-code.js';
import { run } from './run.js';

/** Time for pending messages. */
const GRACE_MS = 300;

const code = await run(process.argv.slice(2));
process.exitCode = code;
// A stopped job does not wait for a reader that does not read.
if (isSignalled(code)) setTimeout(() => process.exit(), GRACE_MS).unref();
