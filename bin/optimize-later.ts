import { setFlagsFromString } from 'node:v8';

/** Bytes of a function's bytecode that run before V8 thinks of optimizing it: 20 times what it has by itself. */
const INTERRUPT_BUDGET = 1_350_000;
/** The last V8 that has such a flag, that of node 20. Later ones tell people on standard error that they do not know it. */
const LAST_V8 = 11;
/** Bytes of WebAssembly that a function runs before V8 optimizes it: a small source is done before that. */
const WASM_TIERING_BUDGET = 50_000_000;

/**
 * Has V8, in all threads, optimize only what really takes time. The work is done by the kernel, and by a few loops that get
 * optimized all the same; what else runs often is node's own streams and promises, in each thread anew, and to
 * optimize these took a tenth of a job's processor time, for nothing that could be measured. The kernel waits, too: what is
 * optimized for a source of a few MB never pays.
 *
 * From node 22 on V8 optimizes less by itself: 20 times its `--invocation-count-for-turbofan`, and for the other
 * compilers, gained nothing that could be measured on node 24.
 */
export function optimizeLater(): void {
  if (knowsInterruptBudget(process.versions.v8)) setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`);
  setFlagsFromString(`--wasm-tiering-budget=${WASM_TIERING_BUDGET}`);
}

/** V8 itself cannot be asked: it complains on standard error about a flag that it does not know. */
export function knowsInterruptBudget(v8: string): boolean {
  return Number.parseInt(v8, 10) <= LAST_V8;
}
