import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Contender, type Measurement, measure } from './measure.js';

export interface Result extends Omit<Measurement, 'stdout'> {
  readonly name: string;
  /** Wall-clock seconds of each round; `seconds` and the other figures are medians. */
  readonly rounds: readonly number[];
  /** Standard output of each round. */
  readonly outputs: readonly string[];
}

/**
 * Runs every contender once per round, in turn, so that other load on the machine affects all of them alike, and takes
 * medians. A contender that died or gave a different answer is not run again.
 */
export async function alternate(
  contenders: readonly Contender[],
  rounds: number,
  data: string,
): Promise<Result[]> {
  const runs = new Map<string, Measurement[]>(contenders.map(({ name }) => [name, []]));
  const scratch = await mkdtemp(join(data, 'scratch-'));
  try {
    for (let round = 0; round < rounds; round++) {
      for (const contender of contenders) {
        const own = runs.get(contender.name)!;
        if (round >= (contender.rounds ?? rounds) || own.some(failed)) continue;
        const run = await measure(contender, scratch);
        own.push(run);
        const what = [run.outcome, run.detail].filter((text) => text !== '').join(': ');
        process.stderr.write(`${contender.name}: ${run.seconds.toFixed(2)} s, ${what}\n`);
      }
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return [...runs].map(([name, own]) => summarizeRuns(name, own));
}

function failed({ outcome }: Measurement): boolean {
  return outcome === 'died' || outcome === 'different';
}

function summarizeRuns(name: string, runs: readonly Measurement[]): Result {
  const { outcome, detail } = runs.findLast(failed) ?? runs.at(-1)!;
  const middle = (figure: (run: Measurement) => number) => median(runs.map(figure));
  return {
    name,
    outcome,
    detail,
    seconds: middle((run) => run.seconds),
    userSeconds: middle((run) => run.userSeconds),
    systemSeconds: middle((run) => run.systemSeconds),
    peakBytes: middle((run) => run.peakBytes),
    rounds: runs.map((run) => run.seconds),
    outputs: runs.map((run) => run.stdout),
  };
}

/** The median; of an even number of values, the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
