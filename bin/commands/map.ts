import { Command } from 'commander';
import { thousands } from '../../lib/human.js';
import { runTask } from './run-task.js';
import { addTaskOptions, EXIT_CODES, type TaskFlags, taskIndex } from './task-flags.js';

interface Flags extends TaskFlags {
  readonly feed?: true;
}

const EXAMPLES = `
Examples:
  spillway map x 3
  seq 0 23 | xargs -P 8 -I {} spillway map x {} --memory 256MiB
${EXIT_CODES}`;

export function mapCommand(setExitCode: (code: number) => void): Command {
  const command = new Command('map')
    .description('Read a range of a plan into runs: one task of a job on several machines.')
    .argument('<exchange>', 'the directory of the plan')
    .argument('<index>', 'the range, from 0', taskIndex)
    .option('--feed', 'get the bytes of the sources from standard input, as frames (see docs/beyond.md)');
  return addTaskOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (exchange: string, index: number, flags: Flags) =>
      setExitCode(await map(exchange, index, flags)),
    );
}

function map(exchange: string, index: number, flags: Flags): Promise<number> {
  const { memory } = flags;
  return runTask(
    flags,
    async ({ signal, progress, feed, onFed }) => {
      const { mapRange } = await import('../../lib/cluster/map-range.js');
      const onBatch = (counts: object) => progress.add({ ...counts });
      return mapRange(exchange, index, { memory, signal, feed, onFed, onBatch });
    },
    ({ counters }) => `range ${index}: ${thousands(counters.lines)} lines`,
  );
}
