import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { TextFormat } from '../../lib/format/output-format.js';
import { DONE, FAILED } from '../exit-code.js';
import { print } from '../print.js';
import { say } from '../say.js';

const EXAMPLES = `
Examples:
  spillway get summary.csv.spillway 2352
  spillway get summary.csv.spillway alice bob --format ndjson

Exit codes: 0 all are known; 1 one is not, which is named; 2 wrong usage.`;

export function getCommand(setExitCode: (code: number) => void): Command {
  return new Command('get')
    .description('Print the lines of users from kept work, as the last finished job left it.')
    .argument('<work-dir>', 'the work directory of a job with --keep')
    .argument('<user...>', 'ids of users, in the order in which to print them')
    .addOption(
      new Option('--format <format>', 'how summaries are written (default: line)').choices([
        'line',
        'ndjson',
        'csv',
      ]),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (directory: string, users: string[], { format = 'line' }: { format?: TextFormat }) =>
      setExitCode(await printUsers(directory, users, format)),
    );
}

async function printUsers(directory: string, users: readonly string[], format: TextFormat): Promise<number> {
  const [{ UserLookup }, { summaryFormatter }] = await Promise.all([
    import('../../lib/kept/lookup.js'),
    import('../../lib/format/summary-formatter.js'),
  ]);
  const lookup = await UserLookup.open(resolve(directory));
  try {
    const form = { format, header: true, delimiters: 'escape', emptySections: 'keep' } as const;
    const formatter = await summaryFormatter(form);
    const unknown: string[] = [];
    for (const user of users) {
      let known = false;
      for await (const batch of lookup.batches(user)) {
        known = true;
        await print(Buffer.from(formatter.format(batch)).toString());
      }
      if (!known) unknown.push(user);
    }
    await print(Buffer.from(formatter.end()).toString());
    for (const user of unknown) say(`spillway: there is no user ${JSON.stringify(user)} in ${directory}`);
    return unknown.length === 0 ? DONE : FAILED;
  } finally {
    await lookup.close();
  }
}
