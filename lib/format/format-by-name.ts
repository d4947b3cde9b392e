import { SpillwayError } from '../errors.js';
import type { OutputFormat } from './output-format.js';

/** Endings that say how an output is written. */
const FORMATS: ReadonlyMap<string, OutputFormat> = new Map([
  ['ndjson', 'ndjson'],
  ['jsonl', 'ndjson'],
  ['parquet', 'parquet'],
]);
/** Endings that `writeOutput` honours by compressing. */
const COMPRESSED = /\.(?:gz|zst)$/i;
/** Archives and compressions that spillway does not write, whatever the format. */
const ARCHIVES = /\.(?:xz|bz2|br|lz4?|lzma|zip|7z|tar|tgz|snappy|sz|z)$/i;
/** Kinds of files that spillway does not write, each with what to write instead. */
const AS_CSV = '.csv with --format csv (format: csv)';
const OTHERS: ReadonlyMap<string, string> = new Map([
  ['json', '.ndjson, one JSON object a line'],
  ...['xlsx', 'xls', 'ods', 'tsv'].map((ending) => [ending, AS_CSV] as const),
  ...['avro', 'orc', 'arrow', 'feather'].map((ending) => [ending, '.parquet'] as const),
]);

/**
 * How an output is written: as `given`, or else as its name ends; `.csv`, `-` and any other name stand for the line
 * format, but `.csv` stands for CSV where a row has columns of its own (`isWide`).
 * An ending that cannot be honoured is refused with `bad-option`.
 */
export function formatOf(output: string, given: OutputFormat | undefined, isWide = false): OutputFormat {
  const archive = ARCHIVES.exec(output)?.[0];
  if (archive !== undefined) throw refused(output, `${archive} is not written; .gz and .zst are`);
  const plain = output.replace(COMPRESSED, '');
  const ending = /\.([a-z0-9]+)$/i.exec(plain)?.[1]?.toLowerCase() ?? '';
  const named = isWide && ending === 'csv' ? 'csv' : FORMATS.get(ending);
  const format = given ?? named ?? 'line';
  if (format === 'parquet' && plain !== output) {
    throw refused(output, 'Parquet compresses its columns itself; leave out the last ending');
  }
  const instead = given === undefined ? OTHERS.get(ending) : undefined;
  if (instead !== undefined) {
    throw refused(output, `.${ending} is not written; name it ${instead}, or choose a --format (format)`);
  }
  return format;
}

function refused(output: string, why: string): SpillwayError {
  return new SpillwayError('bad-option', `output ${output}: ${why}`, { file: output, option: 'output' });
}
