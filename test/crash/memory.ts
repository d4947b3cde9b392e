// Memory. The real command runs under a hard cap of memory, on logs of twice as many events each time: it must end well,
// with the summary that the generator says, and its peak RSS must stay where it was. And on a line of a gigabyte.
import { spawnSync } from 'node:child_process';
import { appendFile, open, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { dir } from 'tmp-promise';
import { MemoryCap } from '../support/memory-cap.js';
import { type CampaignOptions, type CampaignResult, MAX_FAILURES } from './campaign.js';

const COMMAND = fileURLToPath(new URL('../../command/spillway.js', import.meta.url));
const MIB = 2 ** 20;
/** What the process may have. */
const CAP = 192 * MIB;
/** What it is told to keep to; of smaller logs than the first one the process takes less. */
const MEMORY = '64MiB';
/** Events of the first log, as many as the third data set of the challenge has: 2.4 GB. */
const EVENTS = 5_000_000;
const GROWTH = 1.1;
const LINE = '{"user_id":"1","type":"event","id":"1","name":"view"}\n';

export interface MemoryOptions extends CampaignOptions {
  /** Of the first log. Default: as many as fill the memory. */
  readonly events?: number;
}

/** Whether control groups may be made here. */
export function canCap(): boolean {
  const cap = MemoryCap.make(CAP);
  cap?.dispose();
  return cap !== undefined;
}

/** A case is a log: first the one with the long line, then each twice as long as the one before. */
export async function memoryCampaign(options: MemoryOptions): Promise<CampaignResult> {
  const failures: string[] = [];
  const peaks: number[] = [];
  const { path, cleanup } = await dir({ unsafeCleanup: true });
  const cap = MemoryCap.make(CAP);
  if (cap === undefined) throw new Error('no control group can be made here');
  let cases = 0;
  try {
    for (; cases < options.cases && failures.length < MAX_FAILURES; cases++) {
      const events = (options.events ?? EVENTS) * 2 ** (cases - 1);
      const what = cases === 0 ? 'a line of a gigabyte' : `${events} events`;
      if (cases === 0) await writeLongLine(path);
      else generate(path, events, options.seed);
      const { peakRss, wrong } = await summarizeUnder(cap, path);
      options.report?.(`${what}: peak RSS ${Math.round(peakRss / MIB)} MiB`);
      if (wrong !== undefined) failures.push(`--seed ${options.seed} (${what}): ${wrong}`);
      else if (cases > 0) peaks.push(peakRss);
    }
    const [first, most] = [peaks[0] ?? 0, Math.max(...peaks)];
    if (most > first * GROWTH) failures.push(`RSS grew from ${first} to ${most} bytes`);
  } finally {
    cap.dispose();
    await cleanup();
  }
  return { cases, counts: { 'MiB at most': Math.round(Math.max(0, ...peaks) / MIB) }, failures };
}

async function writeLongLine(folder: string): Promise<void> {
  const path = `${folder}/source`;
  await writeFile(path, LINE);
  const file = await open(path, 'r+');
  await file.truncate(2 ** 30);
  await file.close();
  await appendFile(path, `\n${LINE.replace('"id":"1"', '"id":"2"')}`);
  await writeFile(`${folder}/reference`, '1,,view=2\n');
}

function generate(folder: string, events: number, seed: number): void {
  const files = ['--out', `${folder}/source`, '--verify', `${folder}/reference`];
  const sizes = ['--events', String(events), '--count', String(Math.ceil(events / 5))];
  const args = ['generate', ...files, ...sizes, '--seed', String(seed), '--quiet'];
  const { status, stderr } = spawnSync(process.execPath, [COMMAND, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

async function summarizeUnder(
  cap: MemoryCap,
  folder: string,
): Promise<{ peakRss: number; wrong: string | undefined }> {
  const [stats, reference] = [`${folder}/stats`, `${folder}/reference`];
  await rm(stats, { force: true });
  const files = [
    `${folder}/source`,
    '--output',
    `${folder}/summary`,
    '--stats',
    stats,
    '--verify',
    reference,
  ];
  const args = [COMMAND, 'summarize', ...files, '--memory', MEMORY, '--workers', '1', '--quiet'];
  const [program, ...all] = [...cap.under, process.execPath, ...args];
  const { status, signal, stderr } = spawnSync(program!, all, { encoding: 'utf8' });
  const well = status === 0 || status === 3;
  const wrong = well ? undefined : `ended with ${status ?? signal}${cap.hit ? ' at the cap' : ''}: ${stderr}`;
  const { peakRss } = well ? JSON.parse(await readFile(stats, 'utf8')) : { peakRss: 0 };
  return { peakRss, wrong };
}
