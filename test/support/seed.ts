// The one seed of a test run, from which all its random cases are drawn (see ava.config.js).
import { createHash, randomInt } from 'node:crypto';

/** The seed of this run: SPILLWAY_SEED, or one that is drawn. */
export function runSeed(): number {
  return Number(process.env['SPILLWAY_SEED'] ?? randomInt(2 ** 31));
}

/** A seed that differs from name to name, so that tests draw different cases, and depends on nothing but the run's. */
export function seedFor(name: string, seed = runSeed()): number {
  return createHash('sha256').update(`${seed} ${name}`).digest().readUInt32LE() >>> 1;
}
