import { Command } from 'commander';
import { thousands } from '../../lib/human.js';
import { totalRejects } from '../../lib/records/counters.js';
import { DONE, REJECTED } from '../exit-code.js';
import { describeRejects } from '../messages.js';
import { say } from '../say.js';
import { stopOnSignals } from '../stop-on-signals.js';
import { EXIT_CODES } from './task-flags.js';

interface Flags {
  readonly output: string;
  readonly quiet?: true;
}

const EXAMPLES = `
Writes <output>/_spillway.json, which names the parts: one behind the other they are the summary.

Examples:
  spillway commit x --output summary
${EXIT_CODES}
3: done, but lines were rejected.`;

export function commitCommand(setExitCode: (code: number) => void): Command {
  return new Command('commit')
    .description(
      'Check the parts of a summary, and publish which they are: the last task of a job on several machines.',
    )
    .argument('<exchange>', 'the directory of the plan')
    .requiredOption('-o, --output <dir>', 'the directory of the parts')
    .option('--quiet', 'show no closing message')
    .addHelpText('after', EXAMPLES)
    .action(async (exchange: string, flags: Flags) => setExitCode(await commit(exchange, flags)));
}

function commit(exchange: string, { output, quiet }: Flags): Promise<number> {
  const tell = quiet === true ? () => {} : say;
  return stopOnSignals(async (signal) => {
    const { commitParts } = await import('../../lib/cluster/commit-parts.js');
    const { counters, users, parts, rejects, unit } = await commitParts(exchange, { output, signal });
    tell(
      `${output}: ${thousands(users)} users of ${thousands(counters.lines)} lines, in ${parts.length} parts`,
    );
    if (totalRejects(counters) === 0) return DONE;
    const file = rejects === null ? undefined : `${output}/${rejects.name}`;
    tell(describeRejects(counters, { rejects: file, input: unit === 'values' ? 'json' : 'lines' }));
    return REJECTED;
  }, tell);
}
