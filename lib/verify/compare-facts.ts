import { explainFacts, type FactSearch } from './explain-facts.js';
import type { FieldDifference } from './explain-line.js';
import { type Fact, type FactKey, isAbout, UnreadableRecord } from './fact.js';
import { type FactFormat, FactReader, findFact, rowBefore } from './fact-reader.js';
import type { Divergence, Equality } from './first-divergence.js';
import type { Place } from './records.js';
import type { SummaryReader } from './summary-file.js';

/** Where two summaries say something different, and what each says. */
export interface FactDifference extends FieldDifference {
  /** Where the first unexpected line or row of the output begins, or where the output ends. */
  readonly place: Place;
}

/**
 * Compares what two summaries in NDJSON or CSV say, from the line or row where their bytes first differ. The same facts
 * in the same order are equal, whatever their quotes and layout. Uses fixed memory.
 */
export async function compareFacts(
  output: SummaryReader,
  reference: SummaryReader,
  format: FactFormat,
  { offset, lineStart, line }: Divergence,
): Promise<Equality | FactDifference> {
  const from = format === 'csv' ? await rowBefore(output, offset) : { start: lineStart, line };
  const [ourReader, theirReader] = [
    new FactReader(output, format, from),
    new FactReader(reference, format, from),
  ];
  let user: string | undefined;
  for (;;) {
    const [ours, theirs] = [await ourReader.next(), await theirReader.next()];
    const place = ours?.record ?? ourReader.end;
    if (theirs instanceof UnreadableRecord) return { ...unreadable(theirs, 'reference', format), place };
    if (ours instanceof UnreadableRecord) return { ...unreadable(ours, 'output', format), place };
    if (ours === undefined && theirs === undefined) {
      const { start: bytes, line: lines } = ourReader.end;
      return { bytes, lines: lines - 1 };
    }
    if (ours === undefined || theirs === undefined || !areEqual(ours, theirs)) {
      const places = { ours: place.start, theirs: (theirs?.record ?? theirReader.end).start };
      const search = searchIn(output, reference, format, places);
      return { ...(await explainFacts(search, { ours, theirs, user })), place };
    }
    user = ours.user;
  }
}

function areEqual(ours: Fact, theirs: Fact): boolean {
  return isAbout(ours, theirs) && ours.value === theirs.value;
}

const RECORDS = { csv: 'a row of a CSV summary', ndjson: 'a line of an NDJSON summary' };

function unreadable(
  { record, reason }: UnreadableRecord,
  file: 'output' | 'reference',
  format: FactFormat,
): FieldDifference {
  return { message: `line ${record.line} of the ${file} is not ${RECORDS[format]}: ${reason}` };
}

function searchIn(
  output: SummaryReader,
  reference: SummaryReader,
  format: FactFormat,
  places: { readonly ours: number; readonly theirs: number },
): FactSearch {
  const find = async (file: SummaryReader, here: number, key: { readonly user: string } | FactKey) => {
    const found = await findFact(file, format, key);
    if (found === undefined) return undefined;
    return found.start < here ? 'before' : 'after';
  };
  return {
    userInOutput: (user) => find(output, places.ours, { user }),
    userInReference: (user) => find(reference, places.theirs, { user }),
    factInOutput: (key) => find(output, places.ours, key),
    factInReference: (key) => find(reference, places.theirs, key),
  };
}
