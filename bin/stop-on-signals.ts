import { signalled } from './exit-code.js';

type Signal = 'SIGINT' | 'SIGTERM';
const SIGNALS: readonly Signal[] = ['SIGINT', 'SIGTERM'];

export interface StopOnSignals {
  /** Aborted by the first signal. A second one ends the process at once. */
  readonly signal: AbortSignal;
  /** Which one it was. */
  readonly received: Signal | undefined;
  /** Signals do what they did before. */
  end(): void;
}

export function stopOnSignals(): StopOnSignals {
  const controller = new AbortController();
  let received: Signal | undefined;
  const onSignal = (signal: Signal): void => {
    if (received !== undefined) process.exit(signalled(signal));
    received = signal;
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    get received() {
      return received;
    },
    end() {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
