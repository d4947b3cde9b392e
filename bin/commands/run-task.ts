import { DONE } from '../exit-code.js';
import { drainFeed, Lifeline, leaveStandardInput, standardFeed } from '../lifeline.js';
import { optimizeLater } from '../optimize-later.js';
import { say } from '../say.js';
import { stopOnSignals } from '../stop-on-signals.js';
import { TaskProgress } from '../task-progress.js';
import type { TaskFlags } from './task-flags.js';

/** What a task gets from its command. */
export interface Task {
  readonly signal: AbortSignal;
  readonly progress: TaskProgress;
  /** Standard input as frames; undefined unless the command was called with --feed. */
  readonly feed: AsyncIterable<Uint8Array> | undefined;
  /** Call when no more of the feed is needed. */
  readonly onFed: () => void;
}

/** Runs a task as a command: tells its progress and its receipt, and ends it when its parent is gone. Resolves to the exit code. */
export async function runTask<Receipt extends object>(
  flags: TaskFlags & { readonly feed?: true },
  run: (task: Task) => Promise<Receipt>,
  describe: (receipt: Receipt) => string,
): Promise<number> {
  const tell = flags.quiet === true ? () => {} : say;
  const progress = new TaskProgress(flags.progress === true);
  const lifeline = new Lifeline();
  const usesInput = flags.feed === true || flags.lifeline === true;
  const release = (): void => (flags.lifeline === true ? lifeline.watch() : drainFeed());
  try {
    return await stopOnSignals(async (stop) => {
      optimizeLater();
      if (flags.feed !== true && flags.lifeline === true) lifeline.watch();
      const onFed = (): void => {
        release();
        progress.tell({ fed: true });
      };
      const signal = AbortSignal.any([stop, lifeline.signal]);
      const feed = flags.feed === true ? standardFeed() : undefined;
      const receipt = await run({ signal, progress, feed, onFed });
      await progress.end(receipt);
      tell(describe(receipt));
      return DONE;
    }, tell);
  } finally {
    progress.stop();
    if (usesInput) leaveStandardInput();
  }
}
