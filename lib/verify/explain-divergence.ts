import type { DelimiterPolicy } from '../format/output-format.js';
import { explainLine, type FieldDifference } from './explain-line.js';
import { explainUsers, type UserSearch } from './explain-users.js';
import { splitLine } from './fields.js';
import type { Divergence } from './first-divergence.js';
import { quote, quoteUser } from './quote.js';
import type { SummaryReader } from './summary-file.js';
import { findUser, readSummaryLine, type SummaryText } from './summary-text.js';

/** Explains the first difference of two summaries in the line format, by user and field. */
export async function explainDivergence(
  output: SummaryReader,
  reference: SummaryReader,
  divergence: Divergence,
  delimiters: DelimiterPolicy,
): Promise<FieldDifference> {
  const { offset, lineStart } = divergence;
  const [ours, theirs] = [
    await readSummaryLine(output, lineStart),
    await readSummaryLine(reference, lineStart),
  ];
  const found = ours && splitLine(ours.text, delimiters).user;
  const expected = theirs && splitLine(theirs.text, delimiters).user;
  const search = searchIn(output, reference, lineStart);
  if (ours === undefined || theirs === undefined) {
    return explainUsers(search, found, expected);
  }
  const of = (difference: FieldDifference): FieldDifference => ({
    ...difference,
    message: `user ${quoteUser(expected!)}: ${difference.message}`,
  });
  if (ours.end === 'file' && theirs.text.startsWith(ours.text)) return of(breakOff('output', ours, theirs));
  if (theirs.end === 'file' && ours.text.startsWith(theirs.text))
    return of(breakOff('reference', theirs, ours));
  if (found !== expected) return explainUsers(search, found, expected);
  if (ours.end === 'more' || theirs.end === 'more') {
    return of({
      message: `the line is too long to explain: it differs at its byte ${offset - lineStart}`,
    });
  }
  return of(explainLine(ours.text, theirs.text, delimiters));
}

function searchIn(output: SummaryReader, reference: SummaryReader, lineStart: number): UserSearch {
  const find = async (file: SummaryReader, user: string) => {
    const found = await findUser(file, user);
    if (found === undefined) return undefined;
    return found < lineStart ? 'before' : 'after';
  };
  return {
    userInOutput: (user) => find(output, user),
    userInReference: (user) => find(reference, user),
  };
}

/** One file ends within a line, or without a line end, where the other one continues. */
function breakOff(which: 'output' | 'reference', shorter: SummaryText, longer: SummaryText): FieldDifference {
  if (shorter.text === longer.text) return { message: `the last line of the ${which} has no line end` };
  return { message: `the ${which} breaks off after ${quote(shorter.text, longer.text)}` };
}
