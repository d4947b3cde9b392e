import { setFlagsFromString } from 'node:v8';

/** Bytes of a function's bytecode that run before V8 thinks of optimizing it: 20 times what it has by itself. */
const INTERRUPT_BUDGET = 1_350_000;
/** The last V8 that has such a flag, that of node 20. Later ones tell people on standard error that they do not know it. */
const LAST_V8 = 11;

/**
 * Has V8, in all threads, optimize only what really takes time. The work is done by the kernel, and by a few loops that get
 * optimized all the same; what else runs often is node's own streams and promises, in each thread anew, and to
 * optimize these took a tenth of a job's processor time, for nothing that could be measured.
 *
 * From node 22 on V8 optimizes less by itself: 20 times its `--invocation-count-for-turbofan`, and for the other
 * compilers, gained nothing that could be measured on node 24.
 */
export function optimizeLater(): void {
  if (knowsInterruptBudget(process.versions.v8)) setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`);
}

/** There is no way to ask V8 itself: of a flag that it does not know it complains to standard error, and goes on. */
export function knowsInterruptBudget(v8: string): boolean {
  return Number.parseInt(v8, 10) <= LAST_V8;
}
