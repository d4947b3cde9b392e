import { type DataSet, generatedDataSet, givenDataSet } from './data-set.js';

/** What the command line of the benchmark says. */
export interface Settings {
  readonly rounds: number | undefined;
  readonly events: number | undefined;
  readonly data: string | undefined;
  readonly reference: string | undefined;
  readonly memory: string;
  /** Of the contenders those whose name holds one of these words. */
  readonly only: readonly string[] | undefined;
}

/** The log that was named, or one generated with as many events as asked for. */
export async function dataSetOf(settings: Settings, events: number): Promise<DataSet> {
  if (settings.data === undefined) return generatedDataSet(settings.events ?? events);
  const reference = settings.reference ?? settings.data.replace(/\.data$/, '.verify.csv');
  return givenDataSet(settings.data, reference);
}

export function chosen<Named extends { readonly name: string }>(
  named: readonly Named[],
  { only }: Settings,
): Named[] {
  return named.filter(({ name }) => only?.some((word) => name.includes(word)) ?? true);
}
