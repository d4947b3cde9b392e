import { join } from 'node:path';
import { alternate, median } from '../support/alternate.js';
import { dataDirectory } from '../support/data-set.js';
import type { Contender } from '../support/measure.js';
import { dataSetOf, type Settings } from '../support/settings.js';
import { table } from '../support/table.js';

/** About 240 MB. */
const EVENTS = 500_000;

/** The scanner alone: lines in memory → batches, the copy into the kernel and the one out of it included. */
export async function scan(settings: Settings): Promise<string> {
  const set = await dataSetOf(settings, EVENTS);
  const contender = (name: string, way: string): Contender => ({
    name,
    command: process.execPath,
    args: [join(import.meta.dirname, '../contenders/scan-lines.js'), way, set.source],
  });
  const results = await alternate(
    [contender('plain', 'plain'), contender('mapped', 'mapped')],
    settings.rounds ?? 5,
    await dataDirectory(),
  );
  const seconds = results.map(({ outputs }) =>
    median(outputs.flatMap((text) => (JSON.parse(text) as { seconds: number[] }).seconds)),
  );
  return table(
    ['', 'processor s', 'GB/s', 'times the first'],
    results.map(({ name }, index) => [
      name,
      seconds[index]!.toFixed(3),
      (set.bytes / 1e9 / seconds[index]!).toFixed(2),
      (seconds[0]! / seconds[index]!).toFixed(2),
    ]),
  );
}
