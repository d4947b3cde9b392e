import { existsSync } from 'node:fs';
import { appendFile, copyFile, mkdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { lookup } from '../../lib/index.js';
import { alternate, median } from '../support/alternate.js';
import { holdsChanges } from '../support/changes-between.js';
import { dataDirectory, SPILLWAY, THIRD_DATA_SET } from '../support/data-set.js';
import {
  appendDay,
  bytesIn,
  DAYS,
  type KeptRunFigures,
  keptRuns,
  linkedCopy,
  peakBytesIn,
} from '../support/kept-days.js';
import { type Measurement, measure } from '../support/measure.js';
import { sameFiles } from '../support/same-files.js';
import { dataSetOf, type Settings } from '../support/settings.js';
import { table } from '../support/table.js';

/** A full job is measured, and compared with, on every day of this many; of a small log changes are checked every day. */
const FULL_EVERY = 5;
const SMALL = 100e6;
const LOOK_UPS = 3000;

type Took = readonly [wall: number, processor: number];

interface Day {
  readonly day: number;
  /** Only on some days. */
  readonly full?: Took;
  readonly changes: Took;
  readonly whole: Took;
  readonly changedUsers: number;
  readonly state: number;
  readonly peak: number;
  readonly runs: number;
  /** Rows that were written again, of how many; and for each run, how often its rows were at most, since the first day. */
  readonly joinedRows: number;
  readonly rows: number;
  readonly joins: Readonly<Record<string, number>>;
  readonly same: boolean;
}

/**
 * Kept work over 60 days: the first 40 % of the log, then 1 % a day. Each day the same update is done twice: with changes alone, on a
 * linked copy, and with the whole output and changes. `--rounds` days are done; the next call continues.
 */
export async function kept(settings: Settings): Promise<string> {
  const { source } = await dataSetOf(settings, THIRD_DATA_SET);
  const days = new KeptDays(source, join(await dataDirectory(), 'kept'), settings.memory);
  const done = await days.continue(settings.rounds ?? DAYS + 1);
  return done > DAYS ? days.tables() : `${done - 1} of ${DAYS} days are done; the next call continues`;
}

class KeptDays {
  readonly #source: string;
  readonly #folder: string;
  readonly #memory: string;

  constructor(source: string, folder: string, memory: string) {
    this.#source = source;
    this.#folder = folder;
    this.#memory = memory;
  }

  /** Resolves to the number of days that are done, the first one included. */
  async continue(days: number): Promise<number> {
    await mkdir(this.#folder, { recursive: true });
    for (let left = days; left > 0; left--) {
      const done = await this.#days();
      if (done.length > DAYS) break;
      if (done.length === 0) await rm(this.#path('work'), { recursive: true, force: true });
      const day = await this.#day(done.length);
      process.stderr.write(`${JSON.stringify(day)}\n`);
      await appendFile(this.#path('days.ndjson'), `${JSON.stringify(day)}\n`);
    }
    return (await this.#days()).length;
  }

  async #days(): Promise<Day[]> {
    if (!existsSync(this.#path('days.ndjson'))) return [];
    const lines = (await readFile(this.#path('days.ndjson'), 'utf8')).trim().split('\n');
    return lines.map((line) => JSON.parse(line) as Day);
  }

  async #day(day: number): Promise<Day> {
    const [work, copy, output, before] = ['work', 'copy', 'summary', 'before'].map((name) =>
      this.#path(name),
    );
    await appendDay(this.#source, this.#path('log'), day);
    if (day > 0) linkedCopy(work!, copy!);
    else await mkdir(copy!, { recursive: true });
    if (day > 0) await copyFile(output!, before!);
    const keep = ['--keep', '--changes', this.#path('changes')];
    const alone = await this.#run(['--work-dir', copy!, ...keep]);
    await mkdir(work!, { recursive: true });
    const update = this.#run([
      '--work-dir',
      work!,
      '-o',
      output!,
      ...keep.with(-1, this.#path('changes-too')),
    ]);
    const peak = await peakBytesIn(work!, update);
    const whole = await update;
    let same = await sameFiles(this.#path('changes'), this.#path('changes-too'));
    const compared = day % FULL_EVERY === 0;
    if (day > 0 && (compared || (await stat(output!)).size < SMALL)) {
      same &&= await holdsChanges(this.#path('changes'), before!, output!);
    }
    const full = compared ? await this.#run(['-o', this.#path('full'), '--fresh']) : undefined;
    if (compared) same &&= await sameFiles(this.#path('full'), output!);
    const runs = await keptRuns(work!);
    return {
      day,
      ...(full === undefined ? {} : { full: took(full) }),
      changes: took(alone),
      whole: took(whole),
      changedUsers: (await readFile(this.#path('changes'), 'latin1')).split('\n').length - 1,
      ...{ state: bytesIn(work!), peak, runs: runs.length, same },
      ...joins((await this.#days()).at(-1), runs),
    };
  }

  async #run(args: readonly string[]): Promise<Measurement> {
    const command = ['summarize', this.#path('log'), ...args, '--memory', this.#memory, '--quiet'];
    const run = await measure(
      { name: 'spillway', command: process.execPath, args: [SPILLWAY, ...command] },
      this.#folder,
    );
    if (run.outcome === 'died') throw new Error(`${command.join(' ')}: ${run.detail}`);
    return run;
  }

  async tables(): Promise<string> {
    const days = (await this.#days()).slice(1);
    const full = days.filter((day) => day.full !== undefined);
    const ratio = (kind: 'changes' | 'whole', figure: 0 | 1) =>
      median(full.map((day) => day[kind][figure] / day.full![figure])).toFixed(2);
    // On a day on which all runs were joined, what is left is the folded state.
    const folded = days.filter(({ runs }) => runs === 1).map(({ peak, state }) => peak / state);
    const last = days.at(-1)!;
    const daily = table(
      [
        'day',
        'changes alone s',
        'whole output s',
        'full job s',
        'changed users',
        'runs',
        'state MB',
        'peak MB',
        'same',
      ],
      full.map((day) => [
        String(day.day),
        ...[day.changes, day.whole, day.full!].map(
          ([wall, core]) => `${wall.toFixed(2)} (${core.toFixed(2)})`,
        ),
        ...[day.changedUsers, day.runs, Math.round(day.state / 1e6), Math.round(day.peak / 1e6)].map(String),
        day.same ? 'identical' : 'different',
      ]),
    );
    const sums = table(
      ['figure', ''],
      [
        ['changes alone, of a full job: wall, processor', `${ratio('changes', 0)}, ${ratio('changes', 1)}`],
        [
          'whole output and changes, of a full job: wall, processor',
          `${ratio('whole', 0)}, ${ratio('whole', 1)}`,
        ],
        ['changes alone, mean of all days, s', mean(days.map(({ changes }) => changes[0])).toFixed(2)],
        [
          'rows written again, of all rows',
          (sum(days.map(({ joinedRows }) => joinedRows)) / last.rows).toFixed(2),
        ],
        ['the most often that one row was written again', String(Math.max(...Object.values(last.joins)))],
        ['the most disk at a time, of the folded state', Math.max(...folded).toFixed(2)],
        ['all days identical', String(days.every(({ same }) => same))],
      ],
    );
    return `${daily}\n${sums}\n${await this.#touching()}\n${await this.#lookUps()}`;
  }

  /** Updates of one event each of some users of the last state, with changes alone; the log is cut again afterwards. */
  async #touching(): Promise<string> {
    const { size } = await stat(this.#path('log'));
    const full = await this.#run(['-o', this.#path('full'), '--fresh']);
    const rows: string[][] = [['a full job', full.seconds.toFixed(2), '1.00']];
    for (const users of [10_000, 100]) {
      await appendFile(this.#path('log'), eventsOf(users, 1));
      rows.push(await this.#touched(`${users} users`, this.#path('work'), full));
      await truncate(this.#path('log'), size);
    }
    const many = this.#path('many');
    linkedCopy(this.#path('work'), many);
    for (const most of [5000, 10_000]) {
      await appendFile(this.#path('log'), eventsOf(100, most));
      await this.#run(['--work-dir', many, '--keep', '--changes', this.#path('changes')]);
      await appendFile(this.#path('log'), eventsOf(100, 1, `after ${most}`));
      rows.push(await this.#touched(`100 users of ${most} ids more`, many, full));
      linkedCopy(this.#path('work'), many);
      await truncate(this.#path('log'), size);
    }
    return table(['changes alone, touching', 'wall s', 'of a full job'], rows);
  }

  async #touched(name: string, work: string, full: Measurement): Promise<string[]> {
    const seconds: number[] = [];
    for (let round = 0; round < 3; round++) {
      linkedCopy(work, this.#path('copy'));
      const args = ['--work-dir', this.#path('copy'), '--keep', '--changes', this.#path('changes')];
      seconds.push((await this.#run(args)).seconds);
    }
    return [name, median(seconds).toFixed(2), (median(seconds) / full.seconds).toFixed(2)];
  }

  /** Look-ups in an open state, and by the command beside node doing nothing. */
  async #lookUps(): Promise<string> {
    const opened = await lookup(this.#path('work'));
    const times: number[] = [];
    for (let index = 0; index < LOOK_UPS; index++) {
      const begin = performance.now();
      await opened.get(String(1 + ((index * 7919) % 1_000_000)));
      times.push(performance.now() - begin);
    }
    await opened.close();
    const sorted = times.sort((one, other) => one - other);
    const nothing = { name: 'node -e 0', command: process.execPath, args: ['-e', '0'] };
    const get = {
      name: 'spillway get',
      command: process.execPath,
      args: [SPILLWAY, 'get', this.#path('work'), '7919'],
    };
    const [node, command] = await alternate([nothing, get], 15, this.#folder);
    const at = (share: number) => sorted[Math.floor(LOOK_UPS * share)]!.toFixed(2);
    return table(
      ['look-ups', ''],
      [
        ['in an open state, median, ms', at(0.5)],
        ['in an open state, 99 of 100 take at most, ms', at(0.99)],
        ['the command, times node -e 0', (command!.seconds / node!.seconds).toFixed(2)],
      ],
    );
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}

/** New events of so many users of a generated log, and so many ids of each. */
function eventsOf(users: number, ids: number, prefix = 'new'): string {
  const lines: string[] = [];
  for (let index = 0; index < users * ids; index++) {
    const user_id = String(1 + (((index % users) * 9973) % 1_000_000));
    lines.push(
      JSON.stringify({ user_id, type: 'event', id: `${prefix} ${index}`, name: `page ${index % 7}` }),
    );
  }
  return `${lines.join('\n')}\n`;
}

function took({ seconds, userSeconds, systemSeconds }: Measurement): Took {
  return [seconds, userSeconds + systemSeconds];
}

/** What the update has joined. Rows of a joined run were written once more than those of the runs that it replaced. */
function joins(
  before: Day | undefined,
  runs: readonly KeptRunFigures[],
): Pick<Day, 'joinedRows' | 'rows' | 'joins'> {
  const known = before?.joins ?? {};
  const gone = Object.keys(known).filter((file) => !runs.some((run) => run.file === file));
  const most = Math.max(0, ...gone.map((file) => known[file]!));
  const joined = before === undefined ? [] : runs.filter(({ file, level }) => level > 0 && !(file in known));
  return {
    joinedRows: sum(joined.map(({ rows }) => rows)),
    rows: sum(runs.map(({ rows }) => rows)),
    joins: Object.fromEntries(
      runs.map((run) => [run.file, known[run.file] ?? (joined.includes(run) ? most + 1 : 0)]),
    ),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
