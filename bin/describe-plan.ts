import type { JobPlan } from '../lib/job/plan-job.js';
import { formatSize } from '../lib/options.js';

/** What a job would do, for people: one fact per line. */
export function describePlan(plan: JobPlan): string {
  const { sources, output, directory, refusal } = plan;
  const lines = sources.map(
    ({ path, bytes }) => `would read: ${path} (${bytes === undefined ? 'a pipe' : `${bytes} bytes`})`,
  );
  if (refusal !== undefined) return [...lines, 'would refuse to begin'].join('\n');
  const place = directory ?? 'a scratch directory, from which no job can resume';
  const write = `would write: ${output ?? 'changes only'}, and until then ${place}`;
  return [...lines, describeBegin(plan), write, ...describeDisk(plan)].join('\n');
}

function describeBegin({ resumedFrom, sourceBytes, directory }: JobPlan): string {
  if (resumedFrom === 0) return 'would begin: at byte 0; there is no saved work to resume';
  return `would resume: from byte ${resumedFrom} of ${sourceBytes}, saved in ${directory}`;
}

function describeDisk({ disk: { bytes, basis, free }, savedBytes, resumedFrom }: JobPlan): string[] {
  if (bytes === undefined) return ['disk for runs: not known, because the size of a pipe is not known'];
  const reasons: Readonly<Record<typeof basis, string>> = {
    sources: 'the size of the sources, which runs hardly ever exceed',
    'whole activities': 'a quarter more than the sources, since a reducer needs whole activities',
    'saved runs': `at the rate of the ${formatSize(savedBytes)} of runs that the first ${formatSize(resumedFrom)} took`,
  };
  const reason = reasons[basis];
  const lines = [
    `disk for runs: about ${formatSize(bytes)} more (${reason}); as much again for a user that has more than memory`,
  ];
  if (free === undefined) return lines;
  const short = bytes > free ? ', which may not be enough' : '';
  return [...lines, `free there: ${formatSize(free)}${short}`];
}
