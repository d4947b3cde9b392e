import { alternate } from '../support/alternate.js';
import { dataDirectory, generatedDataSet, THIRD_DATA_SET } from '../support/data-set.js';
import type { Settings } from '../support/settings.js';
import { spillwayContender } from '../support/spillway-contender.js';
import { table } from '../support/table.js';

/** Each size is twice the one before, up to the third data set. */
const SHARES = [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1];

/** Time and memory by the size of the source: seconds per gigabyte and peak RSS must both stay level. */
export async function scale(settings: Settings): Promise<string> {
  const data = await dataDirectory();
  const rows: string[][] = [];
  for (const share of SHARES) {
    const events = Math.round((settings.events ?? THIRD_DATA_SET) * share);
    const set = await generatedDataSet(events);
    const contender = spillwayContender(`${events} events`, set, data, { memory: settings.memory });
    const [result] = await alternate([contender], settings.rounds ?? 3, data);
    const { seconds, peakBytes, outcome } = result!;
    rows.push([
      events.toLocaleString('en'),
      (set.bytes / 1e6).toFixed(0),
      seconds.toFixed(2),
      (seconds / (set.bytes / 1e9)).toFixed(2),
      (peakBytes / 1e6).toFixed(0),
      outcome,
    ]);
  }
  return table(['events', 'MB', 'wall s', 's/GB', 'peak RSS MB', 'answer'], rows);
}
