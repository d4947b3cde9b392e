import { readdirSync, readFileSync } from 'node:fs';

/** Short enough to see a plateau, long enough to cost nothing. */
const INTERVAL_MS = 100;
const PAGE = 4096;

/** Samples the total resident memory of all descendants of a process, and keeps the maximum. */
export class TreeMemory {
  readonly #root: number;
  readonly #timer: NodeJS.Timeout;
  #peak = 0;

  constructor(root: number) {
    this.#root = root;
    this.#timer = setInterval(() => this.#sample(), INTERVAL_MS);
  }

  /** The peak, in bytes. */
  stop(): number {
    clearInterval(this.#timer);
    return this.#peak;
  }

  #sample(): void {
    const parents = new Map<number, { readonly parent: number; readonly pages: number }>();
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      try {
        // The second field is the command in parentheses, which may contain anything.
        const fields = readFileSync(`/proc/${name}/stat`, 'utf8').replace(/^.*\)/s, '').trim().split(' ');
        parents.set(Number(name), { parent: Number(fields[1]), pages: Number(fields[21]) });
      } catch {
        // The process has ended in the meantime.
      }
    }
    let pages = 0;
    for (const [pid, { pages: own }] of parents) if (this.#descends(pid, parents)) pages += own;
    this.#peak = Math.max(this.#peak, pages * PAGE);
  }

  #descends(pid: number, parents: ReadonlyMap<number, { readonly parent: number }>): boolean {
    for (let at = parents.get(pid)?.parent; at !== undefined; at = parents.get(at)?.parent) {
      if (at === this.#root) return true;
    }
    return false;
  }
}
