// Kept work. A log grows day by day, is rotated, packed and thinned out; each day's update, and the erasure of a user now
// and then, are processes of their own that are killed just before one of their calls to the file system, in any thread.
// Whatever finishes must have published the summary of one job over everything and exactly what has changed since the
// last job that finished; look-ups agree, and nothing is left but what the manifest names.
import { mkdir } from 'node:fs/promises';
import { dir } from 'tmp-promise';
import { KEPT_WAYS, KeptJob } from '../support/kept-job.js';
import { Random } from '../support/random.js';
import { type CampaignOptions, type CampaignResult, MAX_FAILURES, Tally } from './campaign.js';

const DAYS = 30;
const DAY_BYTES = 12_000;
/** Kills of one day's update at most. */
const MAX_KILLS = 2;

/** A case is a kill. */
export async function keptCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const failures: string[] = [];
  const tally = new Tally();
  const { path, cleanup } = await dir({ unsafeCleanup: true });
  let [cases, logs] = [0, 0];
  try {
    for (; cases < options.cases && failures.length < MAX_FAILURES; logs++) {
      // A log's seed is the campaign's plus its number, so that each can be replayed as the first of a campaign.
      const seed = options.seed + logs;
      const random = new Random(seed);
      const way = random.pick(Object.keys(KEPT_WAYS));
      await mkdir(`${path}/${logs}`);
      const job = new KeptJob(`${path}/${logs}`, random, KEPT_WAYS[way]!);
      for (let day = 1; day <= DAYS && cases < options.cases; day++) {
        const { kills, wrong } = await liveOneDay(job, random, day, tally);
        cases += kills;
        if (kills > 0) tally.add('days with kills');
        for (let times = kills; times > 0; times--) tally.add(`with ${way}`);
        if (wrong !== undefined) failures.push(`--seed ${seed} (day ${day}, ${way}): ${wrong}`);
        if (wrong !== undefined) break;
        if (day % 5 === 0) options.report?.(`${cases} kills, ${logs + 1} logs, ${failures.length} failures`);
      }
    }
  } finally {
    await cleanup();
  }
  return { cases, counts: { logs, ...tally.counts }, failures };
}

async function liveOneDay(
  job: KeptJob,
  random: Random,
  day: number,
  tally: Tally,
): Promise<{ kills: number; wrong: string | undefined }> {
  if (day > 1 && random.once(4)) await job.logs.rotate();
  if (day === 1 || !random.once(10)) await job.logs.append(random.between(1, DAY_BYTES));
  if (random.once(2)) await job.logs.packOrRemove();
  let kills = 0;
  for (let times = random.between(1, MAX_KILLS); times > 0; times--) {
    const life = await job.killUpdate();
    if (life.killed) kills++;
    const wrong = life.wrong ?? (await job.wrong(life.killed));
    if (wrong !== undefined) return { kills, wrong: `${life.killed ? 'killed' : 'ended'}: ${wrong}` };
    tally.add('updates');
    if (random.once(3)) await job.logs.append(random.between(1, 300));
  }
  const wrong = (await job.update()) ?? (await job.wrong(false));
  tally.add('updates');
  if (wrong !== undefined || !random.once(5)) return { kills, wrong };
  return forgetOne(job, random, kills, tally);
}

async function forgetOne(
  job: KeptJob,
  random: Random,
  kills: number,
  tally: Tally,
): Promise<{ kills: number; wrong: string | undefined }> {
  const user = job.logs.drawUser();
  if (user === undefined) return { kills, wrong: undefined };
  const forGood = random.once(3);
  const life = await job.killForget(user, forGood);
  tally.add('erasures');
  if (life.killed) tally.add('killed erasures');
  const wrong = life.wrong ?? (await job.forget(user, forGood));
  return { kills: kills + (life.killed ? 1 : 0), wrong: wrong && `forgetting ${user}: ${wrong}` };
}
