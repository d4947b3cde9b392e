import { SpillwayError } from './errors.js';

/** Fails with `bad-pipeline` for something that a stage cannot take. `what` says what it takes, and from where. */
export function requireInput(fits: boolean, stage: string, what: string): void {
  if (fits) return;
  throw new SpillwayError('bad-pipeline', `${stage}: what comes must be ${what}`);
}
