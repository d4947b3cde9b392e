import { alternate } from '../support/alternate.js';
import { dataDirectory, THIRD_DATA_SET } from '../support/data-set.js';
import { dataSetOf, type Settings } from '../support/settings.js';
import { spillwayContender } from '../support/spillway-contender.js';
import { resultTable } from '../support/table.js';

/** The whole job by the command: with one worker, with all cores, and with one worker in little memory. */
export async function job(settings: Settings): Promise<string> {
  const set = await dataSetOf(settings, THIRD_DATA_SET);
  const data = await dataDirectory();
  const { memory } = settings;
  const results = await alternate(
    [
      spillwayContender('one worker', set, data, { memory, workers: 1 }),
      spillwayContender('all cores', set, data, { memory }),
      spillwayContender('one worker, 64MiB', set, data, { memory: '64MiB', workers: 1 }),
    ],
    settings.rounds ?? 3,
    data,
  );
  return resultTable(results, set.bytes);
}
