// A hard limit of memory for a process and all its children: a control group of Linux, of version 1 or 2.
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';

/** Where groups are made, and what their limit is called. */
const KINDS = [
  { parent: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes' },
  { parent: '/sys/fs/cgroup', limit: 'memory.max' },
];

export class MemoryCap {
  readonly #group: string;

  private constructor(group: string) {
    this.#group = group;
  }

  /** Undefined where the machine does not allow it. */
  static make(bytes: number): MemoryCap | undefined {
    for (const { parent, limit } of KINDS) {
      const group = `${parent}/spillway-${process.pid}-${bytes}`;
      try {
        mkdirSync(group);
        if (existsSync(`${group}/${limit}`)) {
          writeFileSync(`${group}/${limit}`, String(bytes));
          return new MemoryCap(group);
        }
        rmdirSync(group);
      } catch {
        // The next kind may do.
      }
    }
    return undefined;
  }

  /** A program, with its arguments, that runs another one under the cap. */
  get under(): readonly string[] {
    return ['sh', '-c', 'echo $$ >"$0/cgroup.procs" && exec "$@"', this.#group];
  }

  /** Whether a process was ended because it wanted more. */
  get hit(): boolean {
    const events = ['memory.oom_control', 'memory.events'].map((name) => `${this.#group}/${name}`);
    const text = readFileSync(events.find(existsSync)!, 'utf8');
    return !/^oom_kill 0$/m.test(text);
  }

  dispose(): void {
    rmdirSync(this.#group);
  }
}
