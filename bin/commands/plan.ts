import { Command, Option } from 'commander';
import type { PlanClusterOptions } from '../../lib/cluster/plan-cluster.js';
import type { ClusterPlan } from '../../lib/cluster/plan-format.js';
import { SpillwayError } from '../../lib/errors.js';
import { DELIMITER_POLICIES, TEXT_FORMATS } from '../../lib/format/output-format.js';
import { PRESET_NAMES } from '../../lib/mapping/presets.js';
import { USER_ORDERS } from '../../lib/records/user-order.js';
import { INPUT_FORMATS } from '../../lib/sources/input-format.js';
import { DONE } from '../exit-code.js';
import { leaveStandardInput, standardFeed } from '../lifeline.js';
import { numberOf } from '../number-of.js';
import { print } from '../print.js';
import { say } from '../say.js';
import { stopOnSignals } from '../stop-on-signals.js';
import { EXIT_CODES } from './task-flags.js';

/** Option values from commander; `planCluster` checks them. */
interface Flags extends Omit<PlanClusterOptions, 'source' | 'map' | 'columns' | 'emptySections'> {
  readonly map?: string;
  readonly columns?: string;
  readonly omitEmptySections?: true;
  readonly listing?: string;
  readonly feed?: true;
  readonly quiet?: true;
}

const EXAMPLES = `
Writes <exchange>/plan.json, and the indices of the ranges that no task has read yet to standard output, one a line.
Run again with the same options it finds its plan, and says what is left.

Examples (a whole job with eight tasks at once; see docs/beyond.md):
  spillway plan logs/ --exchange x --slots 8 | xargs -P 8 -I {} spillway map x {}
  spillway cut x | xargs -P 8 -I {} spillway reduce x {} --output summary
  spillway commit x --output summary
${EXIT_CODES}`;

export function planCommand(setExitCode: (code: number) => void): Command {
  return new Command('plan')
    .description('Plan a job whose tasks run on several machines: cut the sources into ranges.')
    .argument(
      '[source...]',
      'the log: files, globs or directories that all machines see under the same paths',
    )
    .requiredOption(
      '--exchange <dir>',
      'a directory that all machines see, through which tasks give each other their work',
    )
    .option(
      '--listing <file>',
      'instead of sources, those that tasks will be fed with, one JSON object a line: name, size, and maybe tag and sealed',
    )
    .option('--feed', 'with --listing: read a sample of the sources from standard input, as frames')
    .option('--slots <n>', 'tasks that will run at once (default: as many as this machine can)', numberOf)
    .option('--ranges <n>', 'how many ranges to read (default: by slots and size)', numberOf)
    .option('--parts <n>', 'how many parts the summary has (default: by slots and size)', numberOf)
    .addOption(
      new Option(
        '--input <layout>',
        'one JSON object a line, or JSON values in any layout (default: lines)',
      ).choices([...INPUT_FORMATS]),
    )
    .option(
      '--map <preset|file>',
      `fields of another product's records: ${PRESET_NAMES.join(', ')}, or a JSON file (default: the plain input)`,
    )
    .option('--max-line <size>', 'longer lines are rejected (default: 1MiB)')
    .option('--rejects', 'keep rejected lines, in a file beside the parts (default: they are only counted)')
    .option('--max-rejects <n>', 'fail when more lines than this are rejected (default: no limit)', numberOf)
    .addOption(
      new Option('--format <format>', 'how summaries are written (default: line)').choices([...TEXT_FORMATS]),
    )
    .option('--columns <names>', 'one row a user, with a column for each of these names: a,b,event:c')
    .addOption(
      new Option('--delimiters <policy>', 'what , = and line ends in a text do (default: escape)').choices([
        ...DELIMITER_POLICIES,
      ]),
    )
    .option('--omit-empty-sections', 'leave out an empty section with its comma')
    .addOption(new Option('--order <order>', 'order of users (default: bytes)').choices([...USER_ORDERS]))
    .option('--allow-empty', 'commit an empty summary if no line is a valid activity, instead of failing')
    .option('--quiet', 'show no messages')
    .addHelpText('after', EXAMPLES)
    .action(async (sources: string[], flags: Flags) => setExitCode(await plan(sources, flags)));
}

function plan(
  source: readonly string[],
  { map: mapping, columns, omitEmptySections, quiet, listing, feed, ...flags }: Flags,
): Promise<number> {
  const tell = quiet === true ? () => {} : say;
  return stopOnSignals(async (signal) => {
    const [{ rangesLeft }, { loadMapping }] = await Promise.all([
      import('../../lib/cluster/tasks-left.js'),
      import('../../lib/mapping/load-mapping.js'),
    ]);
    const map = mapping === undefined ? undefined : await loadMapping(mapping, signal);
    const emptySections = omitEmptySections === true ? 'omit' : 'keep';
    const answer = { ...flags, columns: columns?.split(','), map, emptySections } as const;
    const planned =
      listing === undefined
        ? await planOfFiles({ ...answer, source, onNote: tell })
        : await planOfListing({ ...answer, sources: source, listing, feed });
    const left = await rangesLeft(flags.exchange, planned);
    tell(`${flags.exchange}: ${planned.starts.length} ranges, of which ${left.length} are to be read`);
    await print(left.map((index) => `${index}\n`).join(''));
    return DONE;
  }, tell);
}

async function planOfFiles(options: PlanClusterOptions): Promise<ClusterPlan> {
  const { planCluster } = await import('../../lib/cluster/plan-cluster.js');
  return planCluster(options);
}

interface ListingOptions extends Omit<PlanClusterOptions, 'source'> {
  readonly sources: readonly string[];
  readonly listing: string;
  readonly feed: true | undefined;
}

async function planOfListing({ sources, listing, feed, ...options }: ListingOptions): Promise<ClusterPlan> {
  if (sources.length > 0) {
    throw new SpillwayError('bad-option', 'plan: name sources, or a --listing of them, not both', {
      option: 'listing',
    });
  }
  const [{ planFedCluster }, { readListing }] = await Promise.all([
    import('../../lib/cluster/plan-fed-cluster.js'),
    import('../../lib/cluster/read-listing.js'),
  ]);
  try {
    const sample = feed === true ? standardFeed() : undefined;
    return await planFedCluster({ ...options, listing: await readListing(listing), sample });
  } finally {
    if (feed === true) leaveStandardInput();
  }
}
