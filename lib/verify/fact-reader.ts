import { csvFacts, isCsvRowOf } from './csv-facts.js';
import { type Fact, type FactKey, isAbout, UnreadableRecord } from './fact.js';
import { ndjsonFacts } from './ndjson-facts.js';
import { type Place, type RecordBatch, recordsFrom, type SummaryRecord } from './records.js';
import type { SummaryReader } from './summary-file.js';

/** The formats that are compared by what they say, not by their bytes. */
export type FactFormat = 'ndjson' | 'csv';

const BEGINNING: Place = { start: 0, line: 1 };
const BYTE_ORDER_MARK = '\xef\xbb\xbf';

/** Reads the facts of a summary in order, and keeps track of where it is. */
export class FactReader {
  readonly #batches: AsyncGenerator<RecordBatch, void, void>;
  readonly #format: FactFormat;
  #facts: (Fact | UnreadableRecord)[] = [];
  #next = 0;
  #end: Place;

  constructor(file: SummaryReader, format: FactFormat, from: Place) {
    this.#batches = recordsFrom(file, from, format === 'csv');
    this.#format = format;
    this.#end = from;
  }

  /** Where the part read so far ends. */
  get end(): Place {
    return this.#end;
  }

  /** The next fact; undefined at the end of the file. */
  async next(): Promise<Fact | UnreadableRecord | undefined> {
    while (this.#next === this.#facts.length) {
      const { value: batch } = await this.#batches.next();
      if (batch === undefined) return undefined;
      this.#end = batch.end;
      this.#facts = await factsIn(batch, this.#format);
      this.#next = 0;
    }
    return this.#facts[this.#next++];
  }
}

async function factsIn({ records, tooLong }: RecordBatch, format: FactFormat) {
  const facts = await factsOf(records.map(withoutMark), format);
  if (tooLong !== undefined)
    facts.push(new UnreadableRecord(tooLong, 'it is longer than 1 MiB, the longest that is compared'));
  return facts;
}

async function factsOf(
  records: readonly SummaryRecord[],
  format: FactFormat,
): Promise<(Fact | UnreadableRecord)[]> {
  if (format === 'ndjson') return records.flatMap(ndjsonFacts);
  return (await csvFacts(records)).filter((fact) => fact !== undefined);
}

/** Strips the byte order mark that some programs put at the start of a file. */
function withoutMark(record: SummaryRecord): SummaryRecord {
  const marked = record.start === 0 && record.text.startsWith(BYTE_ORDER_MARK);
  return marked ? { ...record, text: record.text.slice(BYTE_ORDER_MARK.length) } : record;
}

/** Where a file first has a fact about a user, or exactly about `key`; undefined if nowhere. Reads from the start. */
export async function findFact(
  file: SummaryReader,
  format: FactFormat,
  key: Pick<FactKey, 'user'> | FactKey,
): Promise<Place | undefined> {
  for await (const { records } of recordsFrom(file, BEGINNING, format === 'csv')) {
    const may = records
      .map(withoutMark)
      .filter(({ text }) => format === 'ndjson' || isCsvRowOf(key.user, text));
    const found = (await factsOf(may, format)).find(
      (fact) =>
        !(fact instanceof UnreadableRecord) && ('kind' in key ? isAbout(fact, key) : fact.user === key.user),
    );
    if (found !== undefined) return found.record;
  }
  return undefined;
}

/** The CSV row before the one that contains byte `offset`, or that one if it is the first. */
export async function rowBefore(file: SummaryReader, offset: number): Promise<Place> {
  let [before, row] = [BEGINNING, BEGINNING];
  for await (const { records } of recordsFrom(file, BEGINNING, true)) {
    for (const record of records) {
      if (record.start > offset) return before;
      [before, row] = [row, record];
    }
  }
  return before;
}
