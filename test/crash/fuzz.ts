// Fuzzing. Lines of a log are mutated by a few bytes each. Each is read by parse and validate and by the in-memory engine
// (lib/in-memory/), which must agree on what it is, down to each text and the words of a reject. Some also go through the
// whole pipeline, from parse to format, whose summary, rejects and counts must be those of summarizeInMemory.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { type Counters, type Reject, summarizeInMemory } from '../../lib/index.js';
import { LineScanner } from '../../lib/parse/line-scanner.js';
import { formatReject } from '../../lib/records/reject.js';
import { lineArbitrary } from '../support/arbitraries.js';
import { lineDisagreement, type Tally } from '../support/line-disagreement.js';
import { mutatedLines } from '../support/mutated-lines.js';
import { Random } from '../support/random.js';
import { summarizeByStages } from '../support/summarize-by-stages.js';
import { type CampaignOptions, type CampaignResult, MAX_FAILURES } from './campaign.js';

const ORIGINAL_LINES = 400;
/** Lines of a batch: enough that drawing its originals takes little of the time. */
const BATCH_LINES = 400_000;
/** Lines that are read at once. The first so many of each batch also go through the whole pipeline. */
const CHUNK_LINES = 10_000;
const MAX_LINE = 2 ** 10;

interface Reading {
  readonly output: Buffer;
  readonly rejects: readonly Reject[];
  readonly counters: Counters;
}

/** A case is a line. */
export async function fuzzCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const failures: string[] = [];
  const tally: Tally = { event: 0, attributes: 0, both: 0, anonymous: 0, ignored: 0, reject: 0 };
  let [cases, batches, wholeJobs] = [0, 0, 0];
  // V8 need not trace where each malformed line was found to be so.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    for (; cases < options.cases && failures.length < MAX_FAILURES; batches++) {
      // A batch's seed is the campaign's plus its number, so that each can be replayed as the first of a campaign.
      const seed = options.seed + batches;
      const lines = Math.min(BATCH_LINES, options.cases - cases);
      const wrong = await fuzzBatch(seed, lines, tally);
      if (wrong !== undefined) failures.push(`--seed ${seed} --cases ${lines}: ${wrong}`);
      cases += lines;
      wholeJobs += Math.min(CHUNK_LINES, lines);
      options.report?.(`${cases} lines, ${failures.length} failures`);
    }
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  const counts = { batches, 'lines through the whole pipeline': wholeJobs, ...tally };
  return { cases, counts, failures };
}

async function fuzzBatch(seed: number, lines: number, tally: Tally): Promise<string | undefined> {
  const random = new Random(seed);
  const originals = fc.sample(lineArbitrary({ broken: false }), { seed, numRuns: ORIGINAL_LINES });
  const delimiters = random.pick(['reject', 'escape'] as const);
  const rules = { maxLine: MAX_LINE, rejectDelimiters: delimiters === 'reject' };
  const scanner = new LineScanner(rules);
  for (let done = 0; done < lines; done += CHUNK_LINES) {
    const log = mutatedLines(originals, random, Math.min(CHUNK_LINES, lines - done));
    const wrong =
      lineDisagreement(log, scanner, rules, tally) ??
      (done === 0 ? await jobDisagreement(log, random, delimiters) : undefined);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

async function jobDisagreement(
  log: Buffer,
  random: Random,
  delimiters: 'reject' | 'escape',
): Promise<string | undefined> {
  const order = random.pick(['bytes', 'numeric'] as const);
  const given = { maxLine: MAX_LINE, delimiters, order };
  const sizes = { chunkSize: 2 ** 16, batchSize: random.between(1, 2 ** 18), checkpointEvery: 2 ** 20 };
  const plain = await summarizeInMemory(log, given);
  const staged = await summarizeByStages(log, given, sizes);
  return difference({ ...plain, output: Buffer.concat([...plain.output]) }, staged);
}

function textOf(rejects: readonly Reject[]): string {
  return rejects.map(formatReject).join('');
}

function difference(expected: Reading, found: Reading): string | undefined {
  if (!expected.output.equals(found.output)) {
    return `the summary differs: ${firstOther(expected.output.toString(), found.output.toString())}`;
  }
  const rejects = [expected, found].map((reading) => textOf(reading.rejects)) as [string, string];
  if (rejects[0] !== rejects[1]) return `the rejects differ: ${firstOther(...rejects)}`;
  return isDeepStrictEqual(expected.counters, found.counters) ? undefined : 'the counts differ';
}

function firstOther(expected: string, found: string): string {
  const [a, b] = [expected.split('\n'), found.split('\n')];
  const at = a.findIndex((line, index) => line !== b[index]);
  return `${JSON.stringify(a[at])} expected, ${JSON.stringify(b[at])} found`;
}
