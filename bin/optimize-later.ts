import { setFlagsFromString } from 'node:v8';

/** Bytes of a function's bytecode that run before V8 thinks of optimizing it: 20 times what it has by itself. */
const INTERRUPT_BUDGET = 1_350_000;

/**
 * Has V8, in all threads, optimize only what really takes time. The work is done by the kernel, and by a few loops that get
 * optimized all the same; what else runs often is node's own streams and promises, in each thread anew, and to
 * optimize these took a tenth of a job's processor time, for nothing that could be measured.
 */
export function optimizeLater(): void {
  setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`);
}
