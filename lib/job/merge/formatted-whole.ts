import { summaryFormatter } from '../../format/summary-formatter.js';
import { SummaryBatch } from '../../records/summary-batch.js';
import type { JobSettings } from '../job-settings.js';
import type { MergeTask } from './merge-part.js';
import type { OutputLines } from './write-output.js';

/** Characters of a row group's texts for each byte of memory: what the library makes of them takes some hundred times as much. */
const GROUP_SHARE = 1 / 256;
const LEAST_GROUP = 2 ** 18;
const MOST_GROUP = 2 ** 22;

type Form = Pick<MergeTask, 'format' | 'delimiters' | 'emptySections' | 'columns'>;

/** How parts of an output are written: those of a format whose bytes depend on all bytes before as mere rows. */
export function partForm({ format, ...form }: Form): Form {
  return { ...form, format: format === 'parquet' ? 'rows' : format };
}

/** The bytes of an output whose parts were written in `partForm`. */
export function formattedWhole(
  lines: OutputLines,
  form: Form,
  { memory }: Pick<JobSettings, 'memory'>,
): OutputLines {
  const { format } = form;
  if (format !== 'parquet') return lines;
  const groupCharacters = Math.max(LEAST_GROUP, Math.min(MOST_GROUP, memory * GROUP_SHARE));
  return {
    async *chunks() {
      const formatter = await summaryFormatter({ ...form, format, header: true, groupCharacters });
      for await (const rows of lines.chunks()) {
        const bytes = formatter.format(new SummaryBatch(rows, 0));
        if (bytes.length > 0) yield bytes;
      }
      yield formatter.end();
    },
  };
}
