import { inParallel } from '../async/in-parallel.js';
import { readManifest } from '../checkpoint/work-directory.js';
import { outputTarget } from '../disk/output-target.js';
import { STANDARD_OUTPUT } from '../disk/standard-output.js';
import { fileOfSource, STANDARD_INPUT } from '../sources/standard-input.js';
import { keptWorkDirectory } from './find-work-directory.js';
import type { JobSettings } from './job-settings.js';
import { type FilesBeside, realTarget } from './refuse-overlaps.js';

/**
 * The paths without the job's own outputs, which may lie among its sources. An output counts as written by an earlier
 * start of the job if the saved work does not list it as a source. If nothing is saved, it stays: it may be a log that the
 * job would overwrite, which `refuseOverlaps` then refuses.
 */
export async function leaveOutOutputs(
  paths: readonly string[],
  settings: JobSettings,
  { stats }: FilesBeside,
): Promise<readonly string[]> {
  const { output, changes, rejects, report } = settings;
  const written = [output, changes, rejects, report, stats].filter(
    (path) => path !== undefined && path !== STANDARD_OUTPUT,
  );
  const outputs = new Set(await inParallel(written as string[], realTarget));
  const targets = await inParallel(paths, async (path) =>
    path === STANDARD_INPUT ? path : realTarget(fileOfSource(path)),
  );
  if (!targets.some((target) => outputs.has(target))) return paths;
  const known = await savedSources(settings);
  return known === undefined
    ? paths
    : paths.filter((_, index) => !outputs.has(targets[index]!) || known.has(targets[index]!));
}

/** Undefined if nothing is saved, or if it cannot be read: opening it later reports why. */
async function savedSources({ output, directory }: JobSettings): Promise<Set<string> | undefined> {
  const target = output === undefined ? undefined : await outputTarget(output);
  const kept = keptWorkDirectory(target, directory);
  const saved = kept === undefined ? undefined : await readManifest(kept).catch(() => undefined);
  return saved === undefined
    ? undefined
    : new Set(
        await inParallel([...(saved.kept?.sources ?? []), ...saved.sources], ({ path }) => realTarget(path)),
      );
}
