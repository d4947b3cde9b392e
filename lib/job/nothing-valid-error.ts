import { SpillwayError } from '../errors.js';
import type { SummarizeStats } from './stats.js';

/** A job has read all of its sources and found no valid activity. Its figures are in `stats`. */
export class NothingValidError extends SpillwayError {
  readonly stats: SummarizeStats;

  constructor(message: string, stats: SummarizeStats) {
    super('nothing-valid', message);
    this.stats = stats;
  }
}
