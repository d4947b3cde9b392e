import type { SingleBar } from 'cli-progress';
import { formatDuration } from '../lib/format-duration.js';
import type { Progress } from '../lib/job/progress.js';
import { formatSize } from '../lib/options.js';
import { thousands } from '../lib/thousands.js';

/** `total` and `value` would be numbers of the library's own. */
const FORMAT = '{phase} {bar} {percentage}% | {done} of {all} | {rate}/s | {left} left | {extra}';

/** Shows a job's progress as one line on a terminal. */
export class ProgressBar {
  readonly #bar: SingleBar | undefined;
  #started = false;
  /** Where the phase began, so that the rate is this start's and this phase's. */
  #phase: Progress['phase'] | undefined;
  #fromBytes = 0;
  #fromSeconds = 0;

  private constructor(bar: SingleBar | undefined) {
    this.#bar = bar;
  }

  /** One that shows nothing if `shown` is false; the library is only loaded where there is something to show. */
  static async create(shown: boolean): Promise<ProgressBar> {
    if (!shown) return new ProgressBar(undefined);
    const { Presets, SingleBar } = await import('cli-progress');
    return new ProgressBar(
      new SingleBar({ format: FORMAT, barsize: 16, hideCursor: true }, Presets.shades_classic),
    );
  }

  show(progress: Progress): void {
    if (this.#bar === undefined) return;
    const { bytes, totalBytes } = progress;
    if (!this.#started) this.#bar.start(1, 0, this.#textsOf(progress));
    this.#started = true;
    this.#bar.setTotal(Math.max(1, totalBytes));
    this.#bar.update(bytes, this.#textsOf(progress));
  }

  end(): void {
    if (this.#started) this.#bar?.stop();
    this.#started = false;
  }

  #textsOf({ phase, bytes, totalBytes, seconds, users, spilledBytes, rejects, ignored }: Progress) {
    if (phase !== this.#phase) {
      this.#phase = phase;
      this.#fromBytes = bytes;
      this.#fromSeconds = seconds;
    }
    const rate = (bytes - this.#fromBytes) / Math.max(0.001, seconds - this.#fromSeconds);
    const left = rate === 0 ? '?' : formatDuration(Math.ceil((totalBytes - bytes) / rate));
    const extra = [`${formatSize(spilledBytes)} spilled`, `${thousands(rejects)} rejected`];
    if (ignored > 0) extra.push(`${thousands(ignored)} ignored`);
    // While it reads nobody can tell how many there are.
    if (phase === 'merge') extra.unshift(`${thousands(users)} users`);
    return {
      phase: phase === 'read' ? 'reading' : 'merging',
      done: formatSize(bytes),
      all: formatSize(totalBytes),
      rate: formatSize(Math.round(rate)),
      left,
      extra: extra.join(', '),
    };
  }
}
