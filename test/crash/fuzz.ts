// Fuzzing. Lines of a log are mutated by a few bytes each and go through the whole pipeline, from parse to format, and
// through the plain reading of lib/simple.ts: both must give the same summary, the same rejects and the same counts.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { type Counters, type Reject, summarizeInMemory } from '../../lib/index.js';
import { formatReject } from '../../lib/records/reject.js';
import { lineArbitrary } from '../support/arbitraries.js';
import { Random } from '../support/random.js';
import { summarizeByStages } from '../support/summarize-by-stages.js';
import { type CampaignOptions, type CampaignResult, MAX_FAILURES } from './campaign.js';

const SEED_LINES = 400;
/** Lines that are compared at once: so many that what a pipeline costs is little beside them. */
const BATCH_LINES = 10_000;
const MAX_LINE = '1KiB';
/** Bytes that mean something to JSON, to lines or to UTF-8. */
const TELLING = Buffer.from('"\\{}[]:,=\n\r\t 0-+.eEu/nultrfas\0\x1f\x7f\x80\xc3\xed\xef\xf0\xff', 'latin1');
const LINE_END = Buffer.from('\n');

interface Reading {
  readonly output: Buffer;
  readonly rejects: readonly Reject[];
  readonly counters: Counters;
}

/** A case is a line. */
export async function fuzzCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const failures: string[] = [];
  let [cases, batches, rejected] = [0, 0, 0];
  for (; cases < options.cases && failures.length < MAX_FAILURES; batches++) {
    // A batch's seed is the campaign's plus its number, so that each can be replayed as the first of a campaign.
    const seed = options.seed + batches;
    const random = new Random(seed);
    const lines = Math.min(BATCH_LINES, options.cases);
    const log = mutatedLog(seed, random, lines);
    const delimiters = random.pick(['reject', 'escape'] as const);
    const order = random.pick(['bytes', 'numeric'] as const);
    const given = { maxLine: MAX_LINE, delimiters, order };
    const sizes = { chunkSize: 2 ** 16, batchSize: random.between(1, 2 ** 18), checkpointEvery: 2 ** 20 };
    const plain = await summarizeInMemory(log, given);
    const staged = await summarizeByStages(log, given, sizes);
    cases += lines;
    rejected += plain.rejects.length;
    const wrong = difference({ ...plain, output: Buffer.concat([...plain.output]) }, staged);
    if (wrong !== undefined) failures.push(`--seed ${seed} --cases ${lines}: ${wrong}`);
    if (batches % 100 === 0) options.report?.(`${cases} lines, ${failures.length} failures`);
  }
  return { cases, counts: { batches, 'lines rejected': rejected }, failures };
}

function mutatedLog(seed: number, random: Random, lines: number): Buffer {
  const originals = fc.sample(lineArbitrary({ broken: false }), { seed, numRuns: SEED_LINES });
  const parts: Buffer[] = [];
  for (let line = 0; line < lines; line++) {
    const original = random.pick(originals);
    parts.push(random.once(2) ? original : mutated(original, random), LINE_END);
  }
  return Buffer.concat(parts);
}

function mutated(line: Buffer, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(line);
  for (let changes = random.between(1, 3); changes > 0; changes--) {
    const at = random.between(0, bytes.length);
    const byte = random.once(3) ? random.between(0, 255) : TELLING[random.between(0, TELLING.length - 1)]!;
    const kind = random.between(1, 4);
    if (kind === 1 && at < bytes.length) bytes[at] = byte;
    else if (kind === 2)
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.between(1, 3))]);
    else if (kind === 3)
      bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at)]);
    else bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(random.between(0, at))]);
  }
  return bytes;
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
