import type { Progress } from '../job/progress.js';
import type { TimelineSample } from './job-timeline.js';

/** A stretch of time, in seconds since the job was started, and the bytes a second that it dealt with. */
export interface Rate {
  readonly from: number;
  readonly to: number;
  readonly rate: number;
}

/** What a phase did. */
export interface PhaseSpan {
  readonly from: number;
  readonly to: number;
  /** Bytes that it dealt with in this start of the job. */
  readonly bytes: number;
}

export function phaseSpan(
  samples: readonly TimelineSample[],
  phase: Progress['phase'],
): PhaseSpan | undefined {
  const own = samples.filter((sample) => sample.phase === phase);
  const [first, last] = [own[0], own.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  return { from: first.seconds, to: last.seconds, bytes: last.bytes - first.bytes };
}

/** Workers tell how far they are some ten times a second; in shorter stretches some would seem to stand still. */
const MIN_SECONDS = 0.2;
const MAX_STRETCHES = 100;

/** The rate of a phase over time, in stretches of equal length; none for a phase that took no time. */
export function throughput(samples: readonly TimelineSample[], phase: Progress['phase']): Rate[] {
  const span = phaseSpan(samples, phase);
  if (span === undefined || span.to <= span.from) return [];
  const own = samples.filter((sample) => sample.phase === phase);
  const width = Math.max(MIN_SECONDS, (samples.at(-1)!.seconds - samples[0]!.seconds) / MAX_STRETCHES);
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

/** Bytes at ascending moments, as if they had come evenly between two samples. */
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
