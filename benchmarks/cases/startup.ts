import { resolve } from 'node:path';
import { alternate } from '../support/alternate.js';
import { dataDirectory, firstDataSet, SPILLWAY } from '../support/data-set.js';
import type { Settings } from '../support/settings.js';
import { spillwayContender } from '../support/spillway-contender.js';
import { table } from '../support/table.js';

const LIBRARY = resolve('dist/library/index.js');

/** The cost of a start, compared with node doing nothing: the library, the command alone, and on the first data set (206 KB). */
export async function startup(settings: Settings): Promise<string> {
  const { memory } = settings;
  const set = await firstDataSet();
  const data = await dataDirectory();
  const nothing = { name: 'node -e 0', command: process.execPath, args: ['-e', '0'] };
  const library = {
    name: "import 'spillway'",
    command: process.execPath,
    args: ['--input-type=module', '-e', `import ${JSON.stringify(LIBRARY)}`],
  };
  const version = { name: 'spillway --version', command: process.execPath, args: [SPILLWAY, '--version'] };
  const results = await alternate(
    [nothing, library, version, spillwayContender('spillway summarize', set, data, { memory })],
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
