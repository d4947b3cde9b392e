import { join } from 'node:path';
import { type DataSet, SPILLWAY } from './data-set.js';
import type { Contender } from './measure.js';

/** A whole job by the command. If `workers` is undefined, the command decides. */
export function spillwayContender(
  name: string,
  { source, reference }: DataSet,
  data: string,
  settings: { readonly memory: string; readonly workers?: number },
): Contender {
  const output = join(data, 'spillway.out');
  const workers = settings.workers === undefined ? [] : ['--workers', String(settings.workers)];
  const args = [
    'summarize',
    source,
    '-o',
    output,
    '--memory',
    settings.memory,
    ...workers,
    '--fresh',
    '--quiet',
  ];
  return { name, command: process.execPath, args: [SPILLWAY, ...args], output, reference };
}
