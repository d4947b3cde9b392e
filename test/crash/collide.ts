// Collisions. A log whose users, or names, were made to collide in a hash without a key (FNV-1a) must take hardly longer
// than one of random texts: the kernel sorts texts, with pivots that each process draws for itself, so nobody can aim at it.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { aggregate, parse, type Run, validate } from '../../lib/index.js';
import { collidingTexts, randomTexts } from '../support/colliding-texts.js';
import { Random } from '../support/random.js';
import { type CampaignOptions, type CampaignResult, MAX_FAILURES } from './campaign.js';

/** 16,384 texts: in a table whose hash they were made for, looking each up would compare with 8,000 others. */
const DOUBLINGS = 14;
/** Lines of each text. */
const REPEATS = 8;
/** Pairs of measurements that a verdict needs, the first of which does not count. */
const PAIRS = 5;
const MOST = 1.2;

/** What is made of texts. */
const LOGS: Readonly<Record<string, (text: string, line: number) => object>> = {
  users: (text, line) => ({ user_id: text, type: 'event', id: String(line), name: 'view' }),
  names: (text, line) => ({ user_id: '1', type: 'event', id: String(line), name: text }),
  attributes: (text, line) => ({ user_id: '1', type: 'attributes', timestamp: line, data: { [text]: 1 } }),
};

/** A case is a comparison. Not for tests: it compares times. */
export async function collisionCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const failures: string[] = [];
  const random = new Random(options.seed);
  let [cases, worst] = [0, 0];
  while (cases < options.cases && failures.length < MAX_FAILURES) {
    for (const [what, lineOf] of Object.entries(LOGS)) {
      const colliding = logOf(collidingTexts(random, DOUBLINGS), lineOf);
      const plain = logOf(randomTexts(random, DOUBLINGS), lineOf);
      const ratio = await compare(colliding, plain);
      cases++;
      worst = Math.max(worst, ratio);
      options.report?.(`${what}: ${ratio.toFixed(3)} times the processor time of random ones`);
      if (ratio > MOST) failures.push(`--seed ${options.seed} (${what}): ${ratio.toFixed(3)} times`);
    }
  }
  return { cases, counts: { '% of the time at most': Math.round(worst * 100) }, failures };
}

function logOf(texts: readonly string[], lineOf: (text: string, line: number) => object): Buffer {
  const lines = Array.from({ length: texts.length * REPEATS }, (_, line) =>
    JSON.stringify(lineOf(texts[line % texts.length]!, line)),
  );
  return Buffer.from(`${lines.join('\n')}\n`);
}

/** The least processor time of each, so that what else the machine does counts little. */
async function compare(colliding: Buffer, plain: Buffer): Promise<number> {
  const least = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let pair = 0; pair <= PAIRS; pair++) {
    for (const [index, log] of [colliding, plain].entries()) {
      const time = await processorTime(log);
      if (pair > 0) least[index] = Math.min(least[index]!, time);
    }
  }
  return least[0]! / least[1]!;
}

async function processorTime(log: Buffer): Promise<number> {
  const before = process.cpuUsage();
  await pipeline(
    Readable.from([log]),
    parse(),
    validate(),
    aggregate({ memory: '64MiB' }),
    async (runs: AsyncIterable<Run>) => {
      for await (const run of runs) if (run.records === 0) throw new Error('a run without records');
    },
  );
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
