import { join } from 'node:path';
import { alternate, median } from '../support/alternate.js';
import { dataDirectory } from '../support/data-set.js';
import { dataSetOf, type Settings } from '../support/settings.js';
import { table } from '../support/table.js';

/** About 230 MB: the input and the output of each stage fit in memory. */
const EVENTS = 500_000;

/** Each stage on its own, one after another in one process, with its input ready in memory (runs: on disk). */
export async function stages(settings: Settings): Promise<string> {
  const set = await dataSetOf(settings, EVENTS);
  const data = await dataDirectory();
  const output = join(data, 'stages.out');
  const program = join(import.meta.dirname, '../contenders/each-stage.js');
  const args = [program, set.source, output, settings.memory, data];
  const contender = { name: 'stages', command: process.execPath, args, output, reference: set.reference };
  const [result] = await alternate([contender], settings.rounds ?? 5, data);
  const { outputs, outcome, detail } = result!;
  if (outcome !== 'identical') throw new Error(`the stages' answer: ${outcome} ${detail}`);
  const reports = outputs.map((text) => JSON.parse(text) as Record<string, number>);
  const rows = Object.keys(reports[0]!).map((name) => {
    const seconds = median(reports.map((report) => report[name]!));
    return [name, seconds.toFixed(3), (set.bytes / 1e6 / seconds).toFixed(0)];
  });
  return table(['stage', 's', 'MB of source/s'], rows);
}
