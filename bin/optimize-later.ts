import { setFlagsFromString } from 'node:v8';

/** Bytes of bytecode that a function runs before V8 considers optimizing it: 20 times the default. */
const INTERRUPT_BUDGET = 1_350_000;
/** The last V8 that has this flag, the one of node 20. Later ones complain about it on standard error. */
const LAST_V8 = 11;
/** Bytes of WebAssembly that a function runs before V8 optimizes it: a small source is done before that. */
const WASM_TIERING_BUDGET = 50_000_000;

/**
 * Makes V8, in all threads, optimize only what really takes time. The kernel and a few loops do the work, and those loops
 * are optimized anyway. Apart from them mostly node's own streams and promises run, and optimizing these in each thread took
 * a tenth of a job's processor time without a measurable gain. The kernel waits, too: optimizing it for a source of a few MB
 * never pays.
 *
 * From node 22 on V8 optimizes less by itself: 20 times its `--invocation-count-for-turbofan`, and for the other
 * compilers, gained nothing measurable on node 24.
 */
export function optimizeLater(): void {
  if (knowsInterruptBudget(process.versions.v8)) setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`);
  setFlagsFromString(`--wasm-tiering-budget=${WASM_TIERING_BUDGET}`);
}

/** V8 itself cannot be asked: it only complains about an unknown flag on standard error. */
export function knowsInterruptBudget(v8: string): boolean {
  return Number.parseInt(v8, 10) <= LAST_V8;
}
