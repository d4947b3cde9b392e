import type { Command } from 'commander';
import type { Size } from '../../lib/options.js';
import { numberOf } from '../number-of.js';

/** Options that the commands which run tasks share. */
export interface TaskFlags {
  readonly memory?: Size;
  readonly progress?: true;
  readonly lifeline?: true;
  readonly quiet?: true;
}

export const EXIT_CODES = `
Exit codes: 0 done; 1 and 2 it would fail again: stop the job; 75 a disk, network or machine failed: repeat the task;
76 what came on standard input, or a run, was not whole: repeat the task; more than 128: stopped by a signal, repeat it.`;

export function addTaskOptions(command: Command): Command {
  return command
    .option('--memory <size>', 'memory for rows (default: 64MiB)')
    .option(
      '--progress',
      'write lines of JSON to standard output: progress, at most 10 seconds apart, then the receipt',
    )
    .option('--lifeline', 'end when standard input ends, which whoever starts the task holds open')
    .option('--quiet', 'show no closing message');
}

/** The index of a task, as commander parses it: what is no number is refused by the function that gets it. */
export function taskIndex(text: string): number {
  return numberOf(text) as number;
}
