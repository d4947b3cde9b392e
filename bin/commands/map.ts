import { Command } from 'commander';
import { thousands } from '../../lib/human.js';
import { DONE } from '../exit-code.js';
import { optimizeLater } from '../optimize-later.js';
import { say } from '../say.js';
import { stopOnSignals } from '../stop-on-signals.js';
import { TaskProgress } from '../task-progress.js';
import { EXIT_CODES, memoryOption, progressOption, type TaskFlags, taskIndex } from './task-flags.js';

const EXAMPLES = `
Examples:
  spillway map x 3
  seq 0 23 | xargs -P 8 -I {} spillway map x {} --memory 256MiB
${EXIT_CODES}`;

export function mapCommand(setExitCode: (code: number) => void): Command {
  return new Command('map')
    .description('Read a range of a plan into runs: one task of a job on several machines.')
    .argument('<exchange>', 'the directory of the plan')
    .argument('<index>', 'the range, from 0', taskIndex)
    .addOption(memoryOption())
    .addOption(progressOption())
    .option('--quiet', 'show no closing message')
    .addHelpText('after', EXAMPLES)
    .action(async (exchange: string, index: number, flags: TaskFlags) =>
      setExitCode(await map(exchange, index, flags)),
    );
}

function map(exchange: string, index: number, { memory, progress, quiet }: TaskFlags): Promise<number> {
  const tell = quiet === true ? () => {} : say;
  const told = new TaskProgress(progress === true);
  return stopOnSignals(async (signal) => {
    optimizeLater();
    const { mapRange } = await import('../../lib/cluster/map-range.js');
    const receipt = await mapRange(exchange, index, {
      memory,
      signal,
      onBatch: (counts) => told.add({ ...counts }),
    });
    await told.end(receipt);
    tell(`range ${index}: ${thousands(receipt.counters.lines)} lines`);
    return DONE;
  }, tell).finally(() => told.stop());
}
