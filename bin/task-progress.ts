import { print } from './print.js';

/** Whoever watches takes a task that is silent for longer than a few of these for dead. */
const INTERVAL_MS = 5000;

/** Tells on standard output, one JSON object a line, that a task advances. */
export class TaskProgress {
  readonly #shown: boolean;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #counts: Record<string, number> = {};

  /** Says nothing unless it is `shown`. */
  constructor(shown: boolean) {
    this.#shown = shown;
    if (shown) this.#timer = setInterval(() => this.tell({ progress: this.#counts }), INTERVAL_MS);
    this.#timer?.unref();
  }

  add(counts: Readonly<Record<string, number>>): void {
    for (const [name, count] of Object.entries(counts)) {
      this.#counts[name] = (this.#counts[name] ?? 0) + count;
    }
  }

  /** What cannot be told is lost: it does not fail the task. */
  tell(line: object): void {
    this.#print(line).catch(() => {});
  }

  /** Ends with the receipt of the task. */
  async end(receipt: object): Promise<void> {
    this.stop();
    await this.#print({ receipt });
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #print(line: object): Promise<void> {
    if (this.#shown) await print(`${JSON.stringify(line)}\n`);
  }
}
