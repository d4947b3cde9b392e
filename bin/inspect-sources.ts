import { writeDestination } from '../lib/disk/destination.js';
import { isStandardOutput } from '../lib/disk/standard-output.js';
import { SpillwayError } from '../lib/errors.js';
import { type Inspection, inspect } from '../lib/inspect/inspect.js';
import { realTarget } from '../lib/job/refuse-overlaps.js';
import { loadMapping } from '../lib/mapping/load-mapping.js';
import type { Mapping } from '../lib/mapping/read-mapping.js';
import { fileOfSource } from '../lib/sources/standard-input.js';
import { describeInspection, written } from './describe-inspection.js';
import { DONE } from './exit-code.js';
import { print } from './print.js';
import { say } from './say.js';

/** Option values from commander. */
export interface InspectFlags {
  readonly map?: string;
  readonly writeMap?: string;
  readonly json?: true;
}

/** Prints what sources hold, or writes the mapping that fits. Resolves to the exit code. */
export async function inspectSources(
  sources: readonly string[],
  flags: InspectFlags,
  signal: AbortSignal,
): Promise<number> {
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
