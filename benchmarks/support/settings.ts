import { type DataSet, generatedDataSet, givenDataSet } from './data-set.js';

/** The options of the benchmark's command line. */
export interface Settings {
  readonly rounds: number | undefined;
  readonly events: number | undefined;
  readonly data: string | undefined;
  readonly reference: string | undefined;
  readonly memory: string;
  /** Run only the contenders whose name contains one of these words. */
  readonly only: readonly string[] | undefined;
}

/** The log given by `--data`, or a generated one with `--events` events, or else with `events`. */
export async function dataSetOf(settings: Settings, events: number): Promise<DataSet> {
  if (settings.data === undefined) return generatedDataSet(settings.events ?? events);
  const reference = settings.reference ?? settings.data.replace(/\.data$/, '.verify.csv');
  return givenDataSet(settings.data, reference);
}

/** What is left of a list by `--only`. */
export function chosen<Named extends { readonly name: string }>(
  named: readonly Named[],
  { only }: Settings,
): Named[] {
  return named.filter(({ name }) => only?.some((word) => name.includes(word)) ?? true);
}
