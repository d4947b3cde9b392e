import { writeSync } from 'node:fs';
import type { Progress } from '../lib/job/progress.js';
import { PhaseRate, progressLine } from './progress-line.js';
import { say } from './say.js';

/** How progress is shown: one line that is written over, on a terminal; a line now and then; or not at all. */
export type ProgressStyle = 'bar' | 'lines' | 'none';

/** What decides about it. */
export interface ProgressChoice {
  /** `--progress` or `--no-progress`; undefined if neither is given. */
  readonly asked: boolean | undefined;
  readonly quiet: boolean;
  /** Whether standard error is a terminal. */
  readonly terminal: boolean;
  /** Whether a result goes to the same terminal. */
  readonly shared: boolean;
  /** The environment's TERM. */
  readonly term: string | undefined;
}

export function progressStyle({ asked, quiet, terminal, shared, term }: ProgressChoice): ProgressStyle {
  if (asked === false || (quiet && asked === undefined)) return 'none';
  if (!terminal) return 'lines';
  // Even lines would stand among the lines of the result.
  if (shared) return asked === true ? 'lines' : 'none';
  return term === 'dumb' ? 'lines' : 'bar';
}

/** Seconds between two plain lines: a log of them stays short. */
const LINE_SECONDS = 30;
/** Columns of a terminal that does not say how many it has. */
const USUAL_COLUMNS = 80;
/** Erases what is right of the cursor. */
const ERASE = '\u001b[K';

/**
 * Shows the progress of a job. Neither the cursor nor the wrapping of lines is changed, so nothing must be restored, however
 * the process ends: a line is shorter than the terminal is wide.
 */
export class ProgressBar {
  readonly #style: ProgressStyle;
  readonly #rate = new PhaseRate();
  #started = false;
  #lastSeconds = 0;
  readonly #end = () => {
    try {
      writeSync(2, '\n');
    } catch {
      // There is nobody to tell.
    }
  };

  constructor(style: ProgressStyle) {
    this.#style = style;
  }

  show(progress: Progress): void {
    if (this.#style === 'none') return;
    const rate = this.#rate.of(progress);
    if (this.#style === 'bar') this.#draw(progress, rate);
    else if (progress.seconds - this.#lastSeconds >= LINE_SECONDS) {
      this.#lastSeconds = progress.seconds;
      say(progressLine(progress, rate, Number.POSITIVE_INFINITY));
    }
  }

  /** The next output begins on a new line. */
  end(): void {
    if (!this.#started) return;
    this.#started = false;
    process.off('exit', this.#end);
    say('');
  }

  #draw(progress: Progress, rate: number): void {
    const columns = process.stderr.columns ?? USUAL_COLUMNS;
    // A character in the last column would move the cursor, on some terminals to the next line.
    const line = progressLine(progress, rate, (columns > 0 ? columns : USUAL_COLUMNS) - 1);
    if (!this.#started) process.once('exit', this.#end);
    this.#started = true;
    try {
      process.stderr.write(`\r${line}${ERASE}`);
    } catch {
      // As of messages: what cannot be written is lost.
    }
  }
}
