import { Command } from 'commander';
import { thousands } from '../../lib/human.js';
import { runTask } from './run-task.js';
import { addTaskOptions, EXIT_CODES, type TaskFlags, taskIndex } from './task-flags.js';

interface Flags extends TaskFlags {
  readonly output: string;
}

const EXAMPLES = `
Examples:
  spillway reduce x 3 --output summary
  spillway cut x | xargs -P 8 -I {} spillway reduce x {} --output summary
${EXIT_CODES}`;

export function reduceCommand(setExitCode: (code: number) => void): Command {
  const command = new Command('reduce')
    .description('Write a part of the summary: one task of a job on several machines.')
    .argument('<exchange>', 'the directory of the plan')
    .argument('<index>', 'the part, from 0', taskIndex)
    .requiredOption('-o, --output <dir>', 'the directory of the parts');
  return addTaskOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (exchange: string, index: number, flags: Flags) =>
      setExitCode(await reduce(exchange, index, flags)),
    );
}

function reduce(exchange: string, index: number, flags: Flags): Promise<number> {
  const { output, memory } = flags;
  return runTask(
    flags,
    async ({ signal, progress }) => {
      const { reducePart } = await import('../../lib/cluster/reduce-part.js');
      const onUsers = (users: number) => progress.add({ users });
      return reducePart(exchange, index, { output, memory, signal, onUsers });
    },
    ({ users }) => `part ${index}: ${thousands(users)} users`,
  );
}
