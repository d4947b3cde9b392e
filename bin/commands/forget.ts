import { Command } from 'commander';
import { thousands } from '../../lib/human.js';
import { say } from '../say.js';

const EXAMPLES = `
Examples:
  spillway forget summary.csv.spillway 2352
  spillway forget summary.csv.spillway alice bob --for-good

It does not reach sources, outputs that were written before, or backups. Activities of these users that come later count again,
unless they are forgotten --for-good.`;

export function forgetCommand(): Command {
  return new Command('forget')
    .description('Erase users from kept work: all that is left of them is a keyed hash of their ids.')
    .argument('<work-dir>', 'the work directory of a job with --keep that is finished')
    .argument('<user...>', 'ids of users')
    .option('--for-good', 'pass over what comes later of these users, too')
    .addHelpText('after', EXAMPLES)
    .action(async (directory: string, users: string[], { forGood }: { readonly forGood?: true }) => {
      const { forget } = await import('../../lib/kept/forget.js');
      const { known } = await forget(directory, users, { forGood });
      say(`${directory}: forgotten; of ${thousands(users.length)} named, ${thousands(known)} had a summary`);
    });
}
