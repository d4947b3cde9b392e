import { Command } from 'commander';
import { thousands } from '../../lib/human.js';
import { DONE } from '../exit-code.js';
import { optimizeLater } from '../optimize-later.js';
import { say } from '../say.js';
import { stopOnSignals } from '../stop-on-signals.js';
import { TaskProgress } from '../task-progress.js';
import { EXIT_CODES, memoryOption, progressOption, type TaskFlags, taskIndex } from './task-flags.js';

interface Flags extends TaskFlags {
  readonly output: string;
}

const EXAMPLES = `
Examples:
  spillway reduce x 3 --output summary
  spillway cut x | xargs -P 8 -I {} spillway reduce x {} --output summary
${EXIT_CODES}`;

export function reduceCommand(setExitCode: (code: number) => void): Command {
  return new Command('reduce')
    .description('Write a part of the summary: one task of a job on several machines.')
    .argument('<exchange>', 'the directory of the plan')
    .argument('<index>', 'the part, from 0', taskIndex)
    .requiredOption('-o, --output <dir>', 'the directory of the parts')
    .addOption(memoryOption())
    .addOption(progressOption())
    .option('--quiet', 'show no closing message')
    .addHelpText('after', EXAMPLES)
    .action(async (exchange: string, index: number, flags: Flags) =>
      setExitCode(await reduce(exchange, index, flags)),
    );
}

function reduce(
  exchange: string,
  index: number,
  { output, memory, progress, quiet }: Flags,
): Promise<number> {
  const tell = quiet === true ? () => {} : say;
  const told = new TaskProgress(progress === true);
  return stopOnSignals(async (signal) => {
    optimizeLater();
    const { reducePart } = await import('../../lib/cluster/reduce-part.js');
    const onUsers = (users: number) => told.add({ users });
    const receipt = await reducePart(exchange, index, { output, memory, signal, onUsers });
    await told.end(receipt);
    tell(`part ${index}: ${thousands(receipt.users)} users`);
    return DONE;
  }, tell).finally(() => told.stop());
}
