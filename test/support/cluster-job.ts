// A job on several machines, as its tasks in this process: in any order, some twice, each with a memory of its own.
import { readFileSync } from 'node:fs';
import { type ClusterSummary, commitParts } from '../../lib/cluster/commit-parts.js';
import { cutParts } from '../../lib/cluster/cut-parts.js';
import { mapRange } from '../../lib/cluster/map-range.js';
import { type PlanClusterOptions, planCluster } from '../../lib/cluster/plan-cluster.js';
import { reducePart } from '../../lib/cluster/reduce-part.js';
import type { InMemorySummary } from '../../lib/in-memory/summarize-in-memory.js';
import { formatReject } from '../../lib/records/reject.js';
import type { Random } from './random.js';
import type { SourceLayout } from './write-sources.js';

const MEMORIES = ['1MiB', '2MiB', '5MiB', '33MiB', '64MiB'];

export interface ClusterResult {
  readonly summary: ClusterSummary;
  /** All parts, one behind the other. */
  readonly output: Buffer;
  readonly rejects: Buffer | undefined;
}

/** Indices in any order, about a quarter of them twice. */
export function drawTasks(random: Random, count: number): number[] {
  const tasks = Array.from({ length: count }, (_, index) => index);
  const again = tasks.filter(() => random.once(4));
  return inAnyOrder(random, [...tasks, ...again]);
}

function inAnyOrder(random: Random, left: number[]): number[] {
  const drawn: number[] = [];
  while (left.length > 0) drawn.push(left.splice(random.between(0, left.length - 1), 1)[0]!);
  return drawn;
}

export async function runCluster(
  random: Random,
  options: PlanClusterOptions,
  output: string,
): Promise<ClusterResult> {
  const { exchange } = options;
  const plan = await planCluster(options);
  for (const index of drawTasks(random, plan.starts.length)) {
    await mapRange(exchange, index, { memory: random.pick(MEMORIES) });
  }
  const { parts } = await cutParts(exchange);
  for (const index of drawTasks(random, parts.length)) {
    await reducePart(exchange, index, { output, memory: random.pick(MEMORIES) });
  }
  return readResult(output, await commitParts(exchange, { output }));
}

export function readResult(output: string, summary: ClusterSummary): ClusterResult {
  const { parts, rejects } = summary;
  return {
    summary,
    output: Buffer.concat(parts.map(({ name }) => readFileSync(`${output}/${name}`))),
    rejects: rejects === null ? undefined : readFileSync(`${output}/${rejects.name}`),
  };
}

/** The rejects file that a job must write. Values of JSON in any layout have no lines, which the in-memory engine counts as if. */
export function rejectsOf({ rejects }: InMemorySummary, layout: SourceLayout): string {
  return rejects
    .map(({ line, ...reject }) => formatReject(layout === 'json' ? reject : { ...reject, line: line! }))
    .join('');
}
