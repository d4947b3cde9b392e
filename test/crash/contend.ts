// Contention. Eight processes open one work directory at the same moment; sometimes a lock is on it already, of a
// process that is dead: one that was killed while it held it, one that never was, one whose pid another has now.
// Exactly one of them gets the directory, and the others say who has it.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { dir } from 'tmp-promise';
import { randomId } from '../../lib/disk/partial-file.js';
import { currentProcess } from '../../lib/disk/process-identity.js';
import { LOCK_NAME } from '../../lib/disk/work-directory-names.js';
import { Random } from '../support/random.js';
import { type CampaignOptions, type CampaignResult, MAX_FAILURES } from './campaign.js';
import type { Order, Reply } from './contender.js';

const CONTENDER = fileURLToPath(new URL('./contender.js', import.meta.url));
const CONTENDERS = 8;
const KILL_ONE_IN = 5;
/** Larger than any pid: no process has it. */
const NO_PID = 2 ** 30;

type Answer = Exclude<Reply, 'released'>;

/** A case is a round of eight contenders. */
export async function contendCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const random = new Random(options.seed);
  const failures: string[] = [];
  const { path, cleanup } = await dir({ unsafeCleanup: true });
  const work = `${path}/work`;
  const children = Array.from({ length: CONTENDERS }, () => fork(CONTENDER));
  let [cases, kills, stale] = [0, 0, 0];
  try {
    for (; cases < options.cases && failures.length < MAX_FAILURES; cases++) {
      if ((await readdir(path)).length === 0 && random.once(3)) {
        await plantLock(work, random.pick([NO_PID, process.pid]));
        stale++;
      }
      const answers = await Promise.all(
        children.map((child) => tell(child, { open: work }) as Promise<Answer>),
      );
      const wrong = wrongAnswers(children, answers);
      if (wrong !== undefined) failures.push(`--seed ${options.seed} (round ${cases}): ${wrong}`);
      const winner = answers.findIndex(({ held }) => held);
      if (winner !== -1 && random.once(KILL_ONE_IN)) {
        await kill(children[winner]!);
        children[winner] = fork(CONTENDER);
        kills++;
      } else {
        for (const child of children) await tell(child, 'release');
        const left = await readdir(path);
        if (left.length > 0) failures.push(`--seed ${options.seed} (round ${cases}): left behind: ${left}`);
      }
      if (cases % 100 === 0) options.report?.(`${cases + 1} rounds, ${failures.length} failures`);
    }
  } finally {
    await Promise.all(children.map(kill));
    await cleanup();
  }
  return { cases, counts: { 'winners killed': kills, 'dead locks planted': stale }, failures };
}

function wrongAnswers(children: readonly ChildProcess[], answers: readonly Answer[]): string | undefined {
  const winners = answers.flatMap(({ held }, index) => (held ? [children[index]!.pid] : []));
  if (winners.length !== 1) return `${winners.length} have it: ${JSON.stringify(answers)}`;
  const losers = answers.filter(({ held }) => !held);
  const told = losers.every(({ code, found }) => code === 'locked' && found === winners[0]);
  return told ? undefined : `${winners[0]} has it, but they say ${JSON.stringify(losers)}`;
}

async function plantLock(work: string, pid: number): Promise<void> {
  const owner = { ...(await currentProcess()), pid, started: '1', since: 'once', token: randomId() };
  await mkdir(work, { mode: 0o700 });
  await writeFile(`${work}/${LOCK_NAME}`, JSON.stringify(owner));
}

async function tell(child: ChildProcess, order: Order): Promise<Reply> {
  const reply = once(child, 'message');
  child.send(order);
  return (await reply)[0] as Reply;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
