import { SpillwayError } from '../lib/errors.js';
import { signalled } from './exit-code.js';

type Signal = 'SIGHUP' | 'SIGINT' | 'SIGTERM';
const SIGNALS: readonly Signal[] = ['SIGHUP', 'SIGINT', 'SIGTERM'];

/**
 * Runs work that a signal may stop: the first signal aborts it, a second one ends the process at once. Resolves to the exit
 * code of the work. If a signal stopped it, that is the code of the signal, and `say` gets the message.
 */
export async function stopOnSignals(
  work: (signal: AbortSignal) => Promise<number>,
  say: (text: string) => void,
): Promise<number> {
  const controller = new AbortController();
  let received: Signal | undefined;
  const onSignal = (signal: Signal): void => {
    if (received !== undefined) process.exit(signalled(signal));
    received = signal;
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (received === undefined || !(error instanceof SpillwayError) || error.code !== 'aborted') throw error;
    say(`spillway: ${error.message}`);
    return signalled(received);
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}
