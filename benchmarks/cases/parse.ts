import { join } from 'node:path';
import { alternate, median, type Result } from '../support/alternate.js';
import { dataDirectory } from '../support/data-set.js';
import type { Contender } from '../support/measure.js';
import { dataSetOf, type Settings } from '../support/settings.js';
import { table } from '../support/table.js';

/** About 230 MB: JSON.parse takes a few seconds. */
const EVENTS = 500_000;

/** `parse` alone on a file, `parse` and `validate`, and JSON.parse on the same lines. */
export async function parse(settings: Settings): Promise<string> {
  const set = await dataSetOf(settings, EVENTS);
  const contender = (name: string, way: string): Contender => ({
    name,
    command: process.execPath,
    args: [join(import.meta.dirname, '../contenders/read-file.js'), way, set.source],
  });
  const results = await alternate(
    [
      contender('JSON.parse per line', 'json-parse'),
      contender('parse', 'parse'),
      contender('parse and validate', 'validate'),
    ],
    settings.rounds ?? 5,
    await dataDirectory(),
  );
  const reports = results.map(reportOf);
  const first = reports[0]!;
  return table(
    ['', 's', 'MB/s', 'times as fast', 'peak RSS MB', 'answer'],
    results.map((result, index) => {
      const { seconds, digest } = reports[index]!;
      return [
        result.name,
        seconds.toFixed(3),
        (set.bytes / 1e6 / seconds).toFixed(0),
        (first.seconds / seconds).toFixed(1),
        (result.peakBytes / 1e6).toFixed(0),
        digest === first.digest ? 'same activities' : 'DIFFERENT activities',
      ];
    }),
  );
}

/** The median of all passes, by the contender's own clock, which excludes the start of its process. */
function reportOf({ outputs }: Result): { readonly seconds: number; readonly digest: string } {
  const reports = outputs.map((text) => JSON.parse(text) as { seconds: number[]; digest: string });
  return { seconds: median(reports.flatMap(({ seconds }) => seconds)), digest: reports[0]!.digest };
}
