import type { SingleBar } from 'cli-progress';
import { formatDuration, thousands } from '../lib/human.js';
import type { Progress } from '../lib/job/progress.js';
import { formatSize } from '../lib/options.js';

interface Texts {
  readonly phase: string;
  readonly done: string;
  /** Undefined for a pipe, whose size is not known. */
  readonly whole: { readonly all: string; readonly left: string } | undefined;
  readonly rate: string;
  readonly extra: string;
}

const BAR_SIZE = 16;

function lineOf(progress: number, { phase, done, whole, rate, extra }: Texts): string {
  if (whole === undefined) return `${phase} ${done} | ${rate}/s | ${extra}`;
  const filled = Math.round(progress * BAR_SIZE);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_SIZE - filled);
  const percent = Math.floor(progress * 100);
  return `${phase} ${bar} ${percent}% | ${done} of ${whole.all} | ${rate}/s | ${whole.left} left | ${extra}`;
}

/** Shows the progress of a job as one line on a terminal. */
export class ProgressBar {
  readonly #bar: SingleBar | undefined;
  #started = false;
  readonly #end = () => this.end();
  /** Where the phase began: the rate is that of this phase, in this start of the job. */
  #phase: Progress['phase'] | undefined;
  #fromBytes = 0;
  #fromSeconds = 0;

  private constructor(bar: SingleBar | undefined) {
    this.#bar = bar;
  }

  /** Shows nothing if `shown` is false; then the library is not loaded. */
  static async create(shown: boolean): Promise<ProgressBar> {
    if (!shown) return new ProgressBar(undefined);
    const { SingleBar } = await import('cli-progress');
    // The cursor and line wrapping are not changed, so that a process that ends suddenly need not restore them. With
    // `linewrap` the library cuts the line to the terminal's width itself.
    const bar = new SingleBar({
      format: (_, { progress }, texts: Texts) => lineOf(progress, texts),
      hideCursor: false,
      linewrap: true,
    });
    return new ProgressBar(bar);
  }

  show(progress: Progress): void {
    if (this.#bar === undefined) return;
    const { bytes, totalBytes } = progress;
    const texts = this.#textsOf(progress);
    if (!this.#started) {
      this.#bar.start(1, 0, texts);
      // However the process ends, the next output begins on a new line.
      process.once('exit', this.#end);
    }
    this.#started = true;
    this.#bar.setTotal(Math.max(1, totalBytes ?? 1, bytes));
    this.#bar.update(bytes, texts);
  }

  end(): void {
    if (this.#started) this.#bar?.stop();
    this.#started = false;
    process.off('exit', this.#end);
  }

  #textsOf({ phase, bytes, totalBytes, seconds, users, spilledBytes, rejects, ignored }: Progress): Texts {
    if (phase !== this.#phase) {
      this.#phase = phase;
      this.#fromBytes = bytes;
      this.#fromSeconds = seconds;
    }
    const rate = (bytes - this.#fromBytes) / Math.max(0.001, seconds - this.#fromSeconds);
    // A source may grow beyond its first size.
    const all = totalBytes === undefined ? undefined : Math.max(totalBytes, bytes);
    const extra = [`${formatSize(spilledBytes)} spilled`, `${thousands(rejects)} rejected`];
    if (ignored > 0) extra.push(`${thousands(ignored)} ignored`);
    // The number of users is not known before the merge.
    if (phase === 'merge') extra.unshift(`${thousands(users)} users`);
    return {
      phase: phase === 'read' ? 'reading' : 'merging',
      done: formatSize(bytes),
      whole:
        all === undefined
          ? undefined
          : {
              all: formatSize(all),
              left: rate === 0 ? '?' : formatDuration(Math.ceil((all - bytes) / rate)),
            },
      rate: formatSize(Math.round(rate)),
      extra: extra.join(', '),
    };
  }
}
