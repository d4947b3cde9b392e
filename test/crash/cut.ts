// Real power cuts. The real command works on an ext4 of its own, which is shut down at a random moment, so that what was
// not synced is lost, and mounted again; up to three times a job. Then the same command must resume, come to the right
// answer, and leave nothing else. A cut after the command has ended well must not cost the answer either.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { dir } from 'tmp-promise';
import { type CommandJob, live, prepareCommandJob, wrongIn } from '../support/command-job.js';
import { Ext4Disk } from '../support/ext4-disk.js';
import { Random } from '../support/random.js';
import { type CampaignOptions, type CampaignResult, MAX_FAILURES } from './campaign.js';

const LOG_BYTES = 2 ** 19;
const FLAGS = ['--checkpoint-every', '32KiB'];
/** Cuts of one job at most: then it may end. */
const MAX_CUTS = 3;
/** About how long a job takes, to begin with. */
const MILLISECONDS = 1000;

/** A case is a cut. */
export async function cutCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const failures: string[] = [];
  const random = new Random(options.seed);
  const counts = { jobs: 0, 'cuts while it ran': 0 };
  let [cases, longest] = [0, MILLISECONDS];
  for (; cases < options.cases && failures.length < MAX_FAILURES; counts.jobs++) {
    const { path, cleanup } = await dir({ unsafeCleanup: true });
    const disk = await Ext4Disk.make(path);
    try {
      const job = await prepareCommandJob(`${disk.folder}/job`, random, LOG_BYTES, FLAGS);
      // How often a job is cut depends on the clock, and must not alter the jobs that come next.
      const moments = new Random(random.seed());
      // A cut is to take nothing away that was there before the job.
      disk.restart();
      for (let cuts = 0, ended = false; cuts < MAX_CUTS && !ended; cuts++, cases++) {
        const { wrong, done } = await liveUntilCut(disk, job, moments.between(100, longest));
        ended = done;
        longest = Math.max(200, Math.round(longest * (done ? 0.9 : 1.05)));
        if (!done) counts['cuts while it ran']++;
        if (wrong !== undefined) failures.push(`--seed ${options.seed} (cut ${cases}): ${wrong}`);
      }
      const last = await live(job);
      const wrong = last.wrong ?? (await wrongIn(job));
      if (wrong !== undefined) failures.push(`--seed ${options.seed} (after ${cases} cuts): ${wrong}`);
    } finally {
      disk.dispose();
      await cleanup();
    }
    if (counts.jobs % 10 === 0) options.report?.(`${cases} cuts, ${failures.length} failures`);
  }
  return { cases, counts, failures };
}

/** One process and a cut after a number of milliseconds; `done` if the process had ended well before it. */
async function liveUntilCut(
  disk: Ext4Disk,
  job: CommandJob,
  milliseconds: number,
): Promise<{ wrong: string | undefined; done: boolean }> {
  let ended = false;
  const life = live(job).then((it) => {
    ended = true;
    return it;
  });
  await Promise.race([life, sleep(milliseconds)]);
  const done = ended;
  disk.cutPower();
  // Without its disk the command fails by itself.
  const { wrong } = await life;
  disk.restart();
  if (done) return { done, wrong: wrong ?? (await wrongSummary(job, true)) };
  return { done, wrong: await wrongSummary(job, false) };
}

async function wrongSummary({ folder, expected }: CommandJob, needed: boolean): Promise<string | undefined> {
  const path = `${folder}/summary`;
  if (!existsSync(path)) return needed ? 'the output that was reported is lost' : undefined;
  return (await readFile(path)).equals(expected.summary) ? undefined : 'half an output';
}
