import type { Progress } from '../job/progress.js';
import type { TimelineSample } from './job-timeline.js';

/** The bytes per second that a job processed over an interval of time, in seconds since it was started. */
export interface Rate {
  readonly from: number;
  readonly to: number;
  readonly rate: number;
}

/** When a phase ran, in seconds since the job was started, and how much it processed. */
export interface PhaseSpan {
  readonly from: number;
  readonly to: number;
  /** Bytes processed since this start of the job. */
  readonly bytes: number;
}

/** Undefined for a phase without samples. */
export function phaseSpan(
  samples: readonly TimelineSample[],
  phase: Progress['phase'],
): PhaseSpan | undefined {
  const own = samples.filter((sample) => sample.phase === phase);
  const [first, last] = [own[0], own.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  return { from: first.seconds, to: last.seconds, bytes: last.bytes - first.bytes };
}

/** Workers report progress about ten times a second; over shorter intervals some would seem to stand still. */
const MIN_SECONDS = 0.2;
const MAX_INTERVALS = 100;

/** The rate of a phase over time, in intervals of equal length. Empty for a phase that took no time. */
export function throughput(samples: readonly TimelineSample[], phase: Progress['phase']): Rate[] {
  const span = phaseSpan(samples, phase);
  if (span === undefined || span.to <= span.from) return [];
  const own = samples.filter((sample) => sample.phase === phase);
  const width = Math.max(MIN_SECONDS, (samples.at(-1)!.seconds - samples[0]!.seconds) / MAX_INTERVALS);
  const count = Math.max(1, Math.floor((span.to - span.from) / width));
  const bounds = Array.from({ length: count + 1 }, (_, index) =>
    index === count ? span.to : span.from + ((span.to - span.from) * index) / count,
  );
  const bytes = bytesAt(own, bounds);
  return bounds.slice(1).map((to, index) => {
    const from = bounds[index]!;
    return { from, to, rate: (bytes[index + 1]! - bytes[index]!) / (to - from) };
  });
}

/** The bytes at each of some ascending moments, interpolated linearly between samples. */
function bytesAt(samples: readonly TimelineSample[], moments: readonly number[]): number[] {
  let next = 1;
  return moments.map((moment) => {
    while (next < samples.length - 1 && samples[next]!.seconds < moment) next++;
    const [before, after] = [samples[next - 1]!, samples[next] ?? samples[next - 1]!];
    const passed = after.seconds - before.seconds;
    const share = passed === 0 ? 1 : (moment - before.seconds) / passed;
    return before.bytes + (after.bytes - before.bytes) * share;
  });
}
