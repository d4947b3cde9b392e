import { SpillwayError } from '../errors.js';
import type { Mapping } from '../mapping/read-mapping.js';

/** The settings that kept work has to do with. */
interface KeptSettings {
  readonly keep: boolean;
  readonly changes: string | undefined;
  readonly appendAnyway: boolean;
  readonly output: string | undefined;
  readonly directory: string | undefined;
  readonly report: string | undefined;
  readonly map: Mapping | undefined;
  readonly reduce: string | undefined;
}

/** Changes are told from what an earlier job has kept; and what is kept must not count twice. */
export function requireKept(settings: KeptSettings): void {
  const { keep, changes, appendAnyway, output, directory, report, map, reduce } = settings;
  const refuse = (option: string, what: string): never => {
    throw new SpillwayError('bad-option', `summarize: ${option} ${what}`, { option });
  };
  if (!keep && changes !== undefined) refuse('changes', 'needs keep (--keep)');
  if (!keep && appendAnyway) refuse('appendAnyway', 'needs keep (--keep)');
  if (keep && reduce !== undefined)
    refuse('keep', 'cannot be used with reduce: whole activities are not kept');
  if (output === undefined && directory === undefined)
    refuse('directory', 'must be given (--work-dir) where there is no output');
  if (output === undefined && report !== undefined)
    refuse('report', 'needs an output (-o), whose names it counts');
  const id: unknown = map?.id;
  const byLine = typeof id === 'object' && id !== null && 'line' in id;
  if (keep && byLine)
    refuse(
      'keep',
      'cannot be used with a mapping whose id is the line: what is read again would count twice',
    );
}
