import { alternate } from '../support/alternate.js';
import { dataDirectory, firstDataSet } from '../support/data-set.js';
import type { Settings } from '../support/settings.js';
import { spillwayContender } from '../support/spillway-contender.js';
import { table } from '../support/table.js';

/** The cost of a start: the command on the challenge's first data set (206 KB), compared with node doing nothing. */
export async function startup(settings: Settings): Promise<string> {
  const { memory } = settings;
  const set = await firstDataSet();
  const data = await dataDirectory();
  const nothing = { name: 'node -e 0', command: process.execPath, args: ['-e', '0'] };
  const results = await alternate(
    [nothing, spillwayContender('spillway summarize', set, data, { memory })],
    settings.rounds ?? 20,
    data,
  );
  const processor = ({ userSeconds, systemSeconds }: (typeof results)[number]) => userSeconds + systemSeconds;
  const first = results[0]!;
  return table(
    ['', 'wall ms', 'times the first', 'processor ms', 'times the first', 'peak RSS MB', 'answer'],
    results.map((result) => [
      result.name,
      (result.seconds * 1000).toFixed(0),
      (result.seconds / first.seconds).toFixed(2),
      (processor(result) * 1000).toFixed(0),
      (processor(result) / processor(first)).toFixed(2),
      (result.peakBytes / 1e6).toFixed(0),
      result.outcome,
    ]),
  );
}
