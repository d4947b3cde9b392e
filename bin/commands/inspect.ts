import { Command } from 'commander';
import { PRESET_NAMES } from '../../lib/mapping/presets.js';
import type { InspectFlags } from '../inspect-sources.js';
import { say } from '../say.js';
import { stopOnSignals } from '../stop-on-signals.js';

const EXAMPLES = `
Examples:
  spillway inspect export.ndjson
  spillway inspect logs/ 'archive/*.gz'
  spillway inspect export.ndjson --write-map map.json      (a mapping to start from)
  spillway inspect export.ndjson --map map.json            (what it makes of the records)
  spillway inspect export.ndjson --json | jq .fields

It looks at the beginning, the end and some places between, so it takes about a second on any size.`;

export function inspectCommand(setExitCode: (code: number) => void): Command {
  return new Command('inspect')
    .description('Say what sources hold, what would become of it, and the command that summarises it.')
    .argument('<source...>', 'files, globs, directories, or - for standard input; plain, gzip or zstd')
    .option(
      '--map <preset|file>',
      `judge the records by this mapping: ${PRESET_NAMES.join(', ')}, or a JSON file (default: what fits best)`,
    )
    .option('--write-map <file>', 'write the mapping that fits, as a file to start from')
    .option('--json', 'print what was found as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (sources: string[], flags: InspectFlags) => {
      const { inspectSources } = await import('../inspect-sources.js');
      setExitCode(await stopOnSignals((signal) => inspectSources(sources, flags, signal), say));
    });
}
