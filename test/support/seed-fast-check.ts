// ava loads this before each test file: fast-check draws from the seed of the run, in each file other cases.
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import fc from 'fast-check';
import { seedFor } from './seed.js';

const DIST = fileURLToPath(new URL('../..', import.meta.url));

fc.configureGlobal({ seed: seedFor(relative(DIST, fileURLToPath(test.meta.file))) });
