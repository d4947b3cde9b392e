// Every random case of a test run is drawn from one seed: the same seed draws the same cases, whichever files run, in any
// order. See test/support/seed.ts.
import { randomInt } from 'node:crypto';

const { SPILLWAY_SEED = String(randomInt(2 ** 31)) } = process.env;
if (!/^\d{1,15}$/.test(SPILLWAY_SEED)) throw new Error(`SPILLWAY_SEED is no number: ${SPILLWAY_SEED}`);

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
    timeout: '2m',
    workerThreads: false,
  };
};
