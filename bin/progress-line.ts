import { formatDuration, thousands } from '../lib/human.js';
import type { Progress } from '../lib/job/progress.js';
import { formatSize } from '../lib/options.js';

const BAR_WIDTH = 16;

/** A part of the line. If there is no room for all, the least important ones are left out. */
interface Part {
  readonly text: string;
  /** The greater, the sooner it is left out. */
  readonly rank: number;
}

/** How fast a phase is, in this start of the job. */
export class PhaseRate {
  #phase: Progress['phase'] | undefined;
  #fromBytes = 0;
  #fromSeconds = 0;

  /** Bytes a second since the phase began; 0 if that cannot be told yet. */
  of({ phase, bytes, seconds }: Progress): number {
    if (phase !== this.#phase) {
      this.#phase = phase;
      this.#fromBytes = bytes;
      this.#fromSeconds = seconds;
    }
    return (bytes - this.#fromBytes) / Math.max(0.001, seconds - this.#fromSeconds);
  }
}

/**
 * The progress of a job as a line of at most `width` columns. The share that is done, rejects and rate come before what is
 * nice to know, and the bar comes last. Only ASCII, so that every character takes one column.
 */
export function progressLine(progress: Progress, bytesPerSecond: number, width: number): string {
  const parts = partsOf(progress, bytesPerSecond);
  for (let most = Math.max(...parts.map(({ rank }) => rank)); most > 0; most--) {
    const line = lineOf(parts, most);
    if (line.length <= width) return line;
  }
  return lineOf(parts, 0).slice(0, Math.max(0, width));
}

function lineOf(parts: readonly Part[], most: number): string {
  const [name, done, ...rest] = parts.filter(({ rank }) => rank <= most).map(({ text }) => text);
  return [`${name} ${done}`, ...rest].join(' | ');
}

function partsOf(progress: Progress, bytesPerSecond: number): Part[] {
  const { phase, bytes, totalBytes, users, spilledBytes, rejects, ignored } = progress;
  const name = { text: phase === 'read' ? 'reading' : 'merging', rank: 0 };
  const rate = { text: `${formatSize(Math.round(bytesPerSecond))}/s`, rank: 2 };
  const extra = [
    { text: `${thousands(rejects)} rejected`, rank: 1 },
    ...(ignored > 0 ? [{ text: `${thousands(ignored)} ignored`, rank: 5 }] : []),
    // The number of users is not known before the merge.
    ...(phase === 'merge' ? [{ text: `${thousands(users)} users`, rank: 6 }] : []),
    { text: `${formatSize(spilledBytes)} spilled`, rank: 7 },
  ];
  // The size of a pipe is not known.
  if (totalBytes === undefined) return [name, { text: formatSize(bytes), rank: 0 }, rate, ...extra];
  // A source may grow beyond its first size.
  const all = Math.max(totalBytes, bytes);
  const share = all === 0 ? 1 : bytes / all;
  const left =
    bytesPerSecond === 0
      ? []
      : [{ text: `${formatDuration(Math.ceil((all - bytes) / bytesPerSecond))} left`, rank: 3 }];
  return [
    name,
    { text: `${Math.floor(share * 100)}%`, rank: 0 },
    { text: barOf(share), rank: 8 },
    { text: `${formatSize(bytes)} of ${formatSize(all)}`, rank: 4 },
    rate,
    ...left,
    ...extra,
  ];
}

function barOf(share: number): string {
  const filled = Math.round(share * BAR_WIDTH);
  return `[${'#'.repeat(filled)}${'-'.repeat(BAR_WIDTH - filled)}]`;
}
