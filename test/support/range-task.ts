import { writeFile } from 'node:fs/promises';
import { dir } from 'tmp-promise';
import type { RangeTask } from '../../lib/job/read/read-range.js';
import { segmentsOf } from './segments-of.js';

/** One event. */
export const LINE = `${JSON.stringify({ user_id: '1', type: 'event', id: 'e', name: 'page' })}\n`;

/** A task to read a source of this many such lines. */
export async function rangeTask(lines: number): Promise<RangeTask> {
  const { path } = await dir({ unsafeCleanup: true });
  await writeFile(`${path}/source`, LINE.repeat(lines));
  return {
    segments: await segmentsOf(`${path}/source`),
    input: 'lines',
    named: false,
    directory: path,
    rejects: undefined,
    rejected: 0,
    maxRejects: 10,
    memory: 2 ** 20,
    checkpointEvery: 2 ** 30,
    map: undefined,
    maxLine: 2 ** 20,
    delimiters: 'reject',
    order: 'bytes',
    splitters: undefined,
  };
}
