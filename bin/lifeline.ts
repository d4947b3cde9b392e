import { WORTH_REPEATING } from './exit-code.js';

/** Time for a task to remove what it has written. */
const GRACE_MS = 2000;

/**
 * Ends a task whose parent is gone: standard input, which the parent holds open and writes nothing more to, has ended then. A
 * parent that is killed cannot say anything else.
 */
export class Lifeline {
  readonly #over = new AbortController();

  /** Aborted when the parent is gone. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Call when nothing more is read from standard input. */
  watch(): void {
    const end = (): void => {
      this.#over.abort();
      setTimeout(() => process.exit(WORTH_REPEATING), GRACE_MS).unref();
    };
    for (const event of ['end', 'close', 'error']) process.stdin.once(event, end);
    process.stdin.resume();
  }
}

/** Standard input, which stays open when no more of it is wanted. */
export function standardFeed(): AsyncIterable<Uint8Array> {
  return process.stdin.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
}

/** Takes whatever still comes on standard input, so that its writer need not know that it is enough. */
export function drainFeed(): void {
  process.stdin.on('error', () => {});
  process.stdin.resume();
}

/** Lets the process end although standard input is open. */
export function leaveStandardInput(): void {
  for (const event of ['end', 'close', 'error']) process.stdin.removeAllListeners(event);
  process.stdin.on('error', () => {});
  process.stdin.destroy();
}
