// Every random case of a test run is drawn from one seed: the same seed draws the same cases, whichever files run, in any
// order. See test/support/seed.ts.
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';

const { SPILLWAY_SEED = String(randomInt(2 ** 31)) } = process.env;
if (!/^\d{1,15}$/.test(SPILLWAY_SEED)) throw new Error(`SPILLWAY_SEED is no number: ${SPILLWAY_SEED}`);

/** Files that take long begin first, so that none is left running alone at the end. */
const LONG = /\/test\/(package|summarize|node-versions|job\/changing-sources|bin\/|crash\/|job\/|kept\/)/;
const rank = (file) => (LONG.test(file) ? 0 : 1);

function tellSeedOfFailures() {
  process.on('exit', (code) => {
    if (code !== 0) console.error(`# SPILLWAY_SEED=${SPILLWAY_SEED} draws the same cases again`);
  });
}

/** knip reads this, too, but says nothing of the project. */
export default (run) => {
  if (run?.projectDir !== undefined) tellSeedOfFailures();
  return {
    files: ['dist/test/**/*.test.js'],
    require: ['./dist/test/support/seed-fast-check.js'],
    environmentVariables: { SPILLWAY_SEED },
    // One more than there are processors, because many files wait for a process or a timer.
    concurrency: availableParallelism() + 1,
    sortTestFiles: (a, b) => rank(a) - rank(b) || a.localeCompare(b),
    timeout: '2m',
    workerThreads: false,
  };
};
