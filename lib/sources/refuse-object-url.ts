import { SpillwayError } from '../errors.js';

/** For each scheme of an object store how its vendor's command reads from it and writes to it. */
const STORES = {
  s3: ['aws s3 cp URL -', 'aws s3 cp - URL'],
  gs: ['gcloud storage cat URL', 'gcloud storage cp - URL'],
  az: ['az storage blob download --blob-url URL --file -', 'az storage blob upload --blob-url URL --file -'],
} as const;
type Store = keyof typeof STORES;

const SCHEMES: ReadonlyMap<string, Store> = new Map([
  ...(['s3', 's3a', 's3n'] as const).map((scheme) => [scheme, 's3'] as const),
  ['gs', 'gs'],
  ...['az', 'abfs', 'abfss', 'wasb', 'wasbs', 'adl'].map((scheme) => [scheme, 'az'] as const),
]);

/** Fails with `bad-option` for a source or an output in an object store, and says the two ways to read or write it. */
export function refuseObjectUrl(path: string, option: string): void {
  const scheme = /^([a-z0-9]+):\/\//i.exec(path)?.[1]?.toLowerCase();
  const store = scheme === undefined ? undefined : SCHEMES.get(scheme);
  if (store === undefined) return;
  const [read, write] = STORES[store].map((command) => command.replace('URL', path)) as [string, string];
  const pipe = option === 'source' ? `${read} | spillway summarize - …` : `spillway summarize … | ${write}`;
  throw new SpillwayError(
    'bad-option',
    `${option}: ${path} is in an object store, which spillway does not open itself\n` +
      `use its adapter, spark-submit --master 'local[*]' spark/spillway_spark.py (docs/beyond.md), or a pipe: ${pipe}`,
    { file: path, option },
  );
}
