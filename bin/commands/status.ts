import { Command } from 'commander';
import { print } from '../print.js';

const EXAMPLES = `
Examples:
  spillway status summary.csv                     (its work directory is beside it)
  spillway status summary.csv.spillway --json
  watch spillway status summary.csv.spillway      (a job that is running, as of its checkpoints)`;

export function statusCommand(): Command {
  return new Command('status')
    .description('Say how far a job is, and who works on it.')
    .argument(
      '<work-dir|output>',
      'the work directory of a job that is running or was stopped, or its output',
    )
    .option('--json', 'print what is known as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (path: string, { json }: { readonly json?: true }) => {
      const [{ describeJob }, { describeStatus }] = await Promise.all([
        import('../../lib/job/describe-job.js'),
        import('../describe-status.js'),
      ]);
      const job = await describeJob(path);
      await print(
        json === true ? `${JSON.stringify(job, null, 2)}\n` : `${describeStatus(job).join('\n')}\n`,
      );
    });
}
