// A job that keeps its work, as a process for each update and each erasure: what a log is that grows day by day, and
// whether what a process has left is right.
import { readdir, readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { readManifest } from '../../lib/checkpoint/work-directory.js';
import { summaryFormatter } from '../../lib/format/summary-formatter.js';
import type { SummarizeOptions } from '../../lib/index.js';
import { UserLookup } from '../../lib/kept/lookup.js';
import type { Mapping } from '../../lib/mapping/read-mapping.js';
import { type Life, live } from './command-job.js';
import { changesBetween, KeptLogs, MAX_LINE } from './kept-logs.js';
import type { Random } from './random.js';
import { ANY_CALL, type ThreadFault } from './thread-fault.js';

const COMMAND = fileURLToPath(new URL('../../command/spillway.js', import.meta.url));
const PROGRAM = fileURLToPath(new URL('./summarize-program.js', import.meta.url));
const PRELOAD = `--import=${new URL('./fault-preload.js', import.meta.url).href}`;

/** Of fields that the events of the log have; those whose id is no number are rejected. */
const MEASURED: Mapping = {
  preset: 'plain',
  measures: {
    total: { sum: 'id' },
    least: { min: 'id' },
    greatest: { max: 'id', events: ['event 1', 'event 2'] },
    names: { distinct: 'name' },
  },
};

export type KeptWay = Partial<Omit<SummarizeOptions, 'map'>> & { readonly map?: Mapping };

const SMALL = { memory: '1MiB', workers: 1, checkpointEvery: '4KiB' } as const;
const THREADS = { memory: '24MiB', workers: 3, grain: '4KiB', checkpointEvery: '4KiB' } as const;

export const KEPT_WAYS: Readonly<Record<string, KeptWay>> = {
  'one thread': SMALL,
  'two workers': { ...THREADS, memory: '16MiB', workers: 2 },
  'three workers': THREADS,
  measures: { ...SMALL, map: MEASURED },
  'measures with three workers': { ...THREADS, map: MEASURED },
};

/** Lines that are looked up after each job. */
const LOOKED_UP = 5;

export class KeptJob {
  readonly logs: KeptLogs;
  readonly #folder: string;
  readonly #random: Random;
  readonly #way: KeptWay;
  /** The summary that the last finished job has published, without the users who were forgotten since. */
  #before: Buffer = Buffer.alloc(0);
  /** When it finished. */
  #finished: string | null = null;
  /** The calls to the file system that the last whole process has made. */
  #calls = 100;

  constructor(folder: string, random: Random, way: KeptWay) {
    this.#folder = folder;
    this.#random = random;
    this.#way = way;
    this.logs = new KeptLogs(folder, random);
  }

  /** An update that is killed just before one of its calls to the file system, if it comes to it. */
  killUpdate(): Promise<Life> {
    return this.#kill(this.#updateArgs());
  }

  /** An update that ends. */
  async update(): Promise<string | undefined> {
    return this.#whole(this.#updateArgs());
  }

  /** The erasure of a user, likewise. */
  killForget(user: string, forGood: boolean): Promise<Life> {
    return this.#kill(this.#forgetArgs(user, forGood));
  }

  async forget(user: string, forGood: boolean): Promise<string | undefined> {
    const wrong = await this.#whole(this.#forgetArgs(user, forGood));
    if (wrong !== undefined) return wrong;
    this.logs.forget(user, forGood);
    const lines = this.#before.toString().split('\n');
    this.#before = Buffer.from(lines.filter((line) => !line.startsWith(`${user},`)).join('\n'));
    return this.#traceOf(user);
  }

  /** What is wrong after a process that has ended or was killed; only a job that has finished is looked at. */
  async wrong(killed: boolean): Promise<string | undefined> {
    const { kept } = (await readManifest(`${this.#folder}/work`).catch(() => undefined)) ?? {};
    const finished = kept?.finished ?? null;
    if (finished === this.#finished)
      return killed ? undefined : 'a job that has ended is not recorded as finished';
    this.#finished = finished;
    this.logs.finished();
    const expected = await this.logs.output(this.#way.map);
    const [output, changes] = await Promise.all(
      ['summary', 'changes'].map((name) => readFile(`${this.#folder}/${name}`)),
    );
    if (!output!.equals(expected)) return 'the output is wrong';
    if (changes!.toString() !== changesBetween(this.#before, expected)) return 'the changes are wrong';
    this.#before = expected;
    return (await this.#wrongLookUps(expected)) ?? (killed ? undefined : await this.#leftBehind());
  }

  #updateArgs(): readonly string[] {
    const options = {
      source: this.logs.glob,
      output: `${this.#folder}/summary`,
      changes: `${this.#folder}/changes`,
      directory: `${this.#folder}/work`,
      keep: true,
      allowEmpty: true,
      maxLine: MAX_LINE,
      ...this.#way,
    };
    return [PROGRAM, JSON.stringify(options)];
  }

  #forgetArgs(user: string, forGood: boolean): readonly string[] {
    return [COMMAND, 'forget', `${this.#folder}/work`, user, ...(forGood ? ['--for-good'] : [])];
  }

  #kill(args: readonly string[]): Promise<Life> {
    // Some calls more than there were, so that the last ones are met as well.
    const at = this.#random.between(1, Math.ceil(this.#calls * 1.1));
    const fault: ThreadFault = { key: ANY_CALL, at, kind: 'kill' };
    return this.#live(args, { FAULT: JSON.stringify(fault) });
  }

  async #whole(args: readonly string[]): Promise<string | undefined> {
    const notes = `${this.#folder}.calls`;
    await rm(notes, { force: true });
    const { killed, wrong } = await this.#live(args, { FAULT_CALLS: notes });
    if (killed || wrong !== undefined) return wrong ?? 'killed by somebody else';
    this.#calls = (await readFile(notes, 'utf8')).split('\n').length;
    return undefined;
  }

  #live(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Life> {
    const job = { folder: this.#folder, args, expected: NOTHING };
    return live(job, { env: { NODE_OPTIONS: PRELOAD, FAULT_ROOT: this.#folder, ...env } });
  }

  async #wrongLookUps(expected: Buffer): Promise<string | undefined> {
    const lines = expected.toString().split('\n').slice(0, -1);
    const lookup = await UserLookup.open(`${this.#folder}/work`);
    try {
      for (let times = LOOKED_UP; times > 0 && lines.length > 0; times--) {
        const line = this.#random.pick(lines);
        const [user = ''] = line.split(',', 1);
        // Others are written with escapes.
        if (!/^[\w-]+$/.test(user)) continue;
        const found = await lineOf(lookup, user);
        if (found !== `${line}\n`) return `the look-up of ${user} gives ${JSON.stringify(found)}`;
      }
      const none = await lineOf(lookup, 'nobody');
      return none === '' ? undefined : `the look-up of nobody gives ${JSON.stringify(none)}`;
    } finally {
      await lookup.close();
    }
  }

  async #leftBehind(): Promise<string | undefined> {
    const manifest = await readFile(`${this.#folder}/work/spillway-manifest.json`, 'utf8');
    const names = await readdir(`${this.#folder}/work`);
    const left = names.filter((name) => name !== 'spillway-manifest.json' && !manifest.includes(name));
    const partial = (await readdir(this.#folder)).filter((name) => name.endsWith('.partial'));
    const all = [...left, ...partial];
    return all.length === 0 ? undefined : `left behind: ${all.slice(0, 3).join(' ')}`;
  }

  /** Nothing of a forgotten user may be in any file of the work directory. */
  async #traceOf(user: string): Promise<string | undefined> {
    const name = new RegExp(`${user}(?![0-9])`);
    for (const file of await readdir(`${this.#folder}/work`)) {
      const bytes = await readFile(`${this.#folder}/work/${file}`, 'latin1');
      if (name.test(`${file} ${bytes}`)) return `${user} is still in ${file}`;
    }
    return undefined;
  }
}

const NOTHING = { summary: Buffer.alloc(0), rejects: Buffer.alloc(0) };

/** The line of a user, as `spillway get` prints it; empty if there is none. */
async function lineOf(lookup: UserLookup, user: string): Promise<string> {
  const form = { format: 'line', header: true, delimiters: 'escape', emptySections: 'keep' } as const;
  const formatter = await summaryFormatter(form);
  const parts: string[] = [];
  for await (const batch of lookup.batches(user)) parts.push(Buffer.from(formatter.format(batch)).toString());
  return parts.join('') + Buffer.from(formatter.end()).toString();
}
