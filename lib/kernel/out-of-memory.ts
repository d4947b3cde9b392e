import { SpillwayError } from '../errors.js';

/** What node and V8 say where the system gives no memory. Anything else that is a RangeError is a mistake. */
const NO_MEMORY =
  /out of memory|could not allocate memory|maximum memory size exceeded|unable to grow|allocation failed|cannot allocate/i;

/** Whether an error says that the system gave no memory, or no address space. */
export function isOutOfMemory(error: unknown): boolean {
  if (error instanceof SpillwayError) return error.code === 'out-of-memory';
  const { code, message } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === 'ENOMEM' || code === 'ERR_MEMORY_ALLOCATION_FAILED') return true;
  return error instanceof RangeError && NO_MEMORY.test(message ?? '');
}

/** The error itself, or where it says that there is no memory, one that says so to a person. */
export function orOutOfMemory(error: unknown): unknown {
  if (error instanceof SpillwayError || !isOutOfMemory(error)) return error;
  return new SpillwayError(
    'out-of-memory',
    `the system gives no more memory (${(error as Error).message}); choose less memory or fewer workers, ` +
      'or raise the limit on address space (ulimit -v): NODE_OPTIONS=--disable-wasm-trap-handler needs less of it',
    { cause: error },
  );
}
