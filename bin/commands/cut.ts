import { Command } from 'commander';
import { DONE } from '../exit-code.js';
import { print } from '../print.js';
import { say } from '../say.js';
import { stopOnSignals } from '../stop-on-signals.js';
import { EXIT_CODES } from './task-flags.js';

const EXAMPLES = `
Writes <exchange>/cut.json, and the indices of the parts that no task has written yet to standard output, one a line.

Examples:
  spillway cut x
  spillway cut x | xargs -P 8 -I {} spillway reduce x {} --output summary
${EXIT_CODES}`;

export function cutCommand(setExitCode: (code: number) => void): Command {
  return new Command('cut')
    .description('Prove that the tasks of a plan have read every line once, and cut the users into parts.')
    .argument('<exchange>', 'the directory of the plan')
    .option('--quiet', 'show no message')
    .addHelpText('after', EXAMPLES)
    .action(async (exchange: string, { quiet }: { readonly quiet?: true }) =>
      setExitCode(await cut(exchange, quiet === true ? () => {} : say)),
    );
}

function cut(exchange: string, tell: (text: string) => void): Promise<number> {
  return stopOnSignals(async () => {
    const [{ cutParts }, { partsLeft }] = await Promise.all([
      import('../../lib/cluster/cut-parts.js'),
      import('../../lib/cluster/tasks-left.js'),
    ]);
    const decided = await cutParts(exchange);
    const left = await partsLeft(exchange, decided);
    tell(`${exchange}: ${decided.parts.length} parts, of which ${left.length} are to be written`);
    await print(left.map((index) => `${index}\n`).join(''));
    return DONE;
  }, tell);
}
