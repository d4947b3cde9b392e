import type { ChangesOptions, SummarizeOptions } from '../lib/job/job-settings.js';
import { planJob } from '../lib/job/plan-job.js';
import type { FilesBeside } from '../lib/job/refuse-overlaps.js';
import { describePlan } from './describe-plan.js';
import { DONE } from './exit-code.js';
import { print } from './print.js';

/** Prints what a job would do. Fails with what the job would refuse to begin with. Loaded on demand. */
export async function tellPlan(
  options: SummarizeOptions | ChangesOptions,
  beside: FilesBeside,
): Promise<number> {
  const plan = await planJob(options, beside);
  await print(`${describePlan(plan)}\n`);
  if (plan.refusal !== undefined) throw plan.refusal;
  return DONE;
}
