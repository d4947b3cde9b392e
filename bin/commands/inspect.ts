import { Command } from 'commander';
import { writeDestination } from '../../lib/disk/destination.js';
import { isStandardOutput } from '../../lib/disk/standard-output.js';
import { SpillwayError } from '../../lib/errors.js';
import type { Inspection } from '../../lib/inspect/inspect.js';
import { realTarget } from '../../lib/job/refuse-overlaps.js';
import { loadMapping } from '../../lib/mapping/load-mapping.js';
import { PRESET_NAMES } from '../../lib/mapping/presets.js';
import type { Mapping } from '../../lib/mapping/read-mapping.js';
import { fileOfSource } from '../../lib/sources/standard-input.js';
import { DONE } from '../exit-code.js';
import { print } from '../print.js';
import { say } from '../say.js';
import { stopOnSignals } from '../stop-on-signals.js';

interface Flags {
  readonly map?: string;
  readonly writeMap?: string;
  readonly json?: true;
}

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
    .action(async (sources: string[], flags: Flags) =>
      setExitCode(await stopOnSignals((signal) => inspectHere(sources, flags, signal), say)),
    );
}

async function inspectHere(sources: readonly string[], flags: Flags, signal: AbortSignal): Promise<number> {
  const [{ inspect }, { describeInspection, written }] = await Promise.all([
    import('../../lib/inspect/inspect.js'),
    import('../describe-inspection.js'),
  ]);
  const given = flags.map === undefined ? undefined : await loadMapping(flags.map, signal);
  const inspection = await inspect({ source: sources, map: given, onNote: say, signal });
  if (flags.writeMap !== undefined) {
    await refuseSource(flags.writeMap, inspection);
    const mapping = mappingToWrite(inspection.map);
    await writeDestination(flags.writeMap, [Buffer.from(`${written(mapping).join('\n')}\n`)], signal);
    if (isStandardOutput(flags.writeMap)) return DONE;
  }
  const call = { sources, mapFile: flags.map ?? flags.writeMap };
  const text =
    flags.json === true ? JSON.stringify(inspection, null, 2) : describeInspection(inspection, call);
  await print(`${text}\n`);
  return DONE;
}

async function refuseSource(file: string, { sources }: Inspection): Promise<void> {
  const target = await realTarget(file);
  for (const { path } of sources) {
    if ((await realTarget(fileOfSource(path))) !== target) continue;
    throw new SpillwayError('bad-option', `writeMap: ${file} is a source; name another file`, {
      file,
      option: 'writeMap',
    });
  }
}

/** A preset is written as one to start from, so that fields can be replaced. */
function mappingToWrite(map: Mapping | string | undefined): Mapping {
  if (map === undefined) {
    throw new SpillwayError(
      'bad-option',
      'there is no mapping to write: the sources are the plain input, or their fields were not recognised; leave out --write-map to see them',
      { option: 'writeMap' },
    );
  }
  return typeof map === 'string' ? ({ preset: map } as Mapping) : map;
}
