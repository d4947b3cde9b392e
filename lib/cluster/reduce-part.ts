import { join, resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import { makeScratchDirectory, removeScratchDirectory } from '../disk/scratch-directory.js';
import { SpillwayError } from '../errors.js';
import { mergePart } from '../job/merge/merge-part.js';
import { writeOutput } from '../job/merge/write-output.js';
import { OptionReader } from '../options.js';
import { RunSet } from '../runs/run-set.js';
import { readCut } from './cut-format.js';
import { makeDirectory, newPartReceipt, padded, shortId } from './exchange.js';
import { DEFAULT_MEMORY, MEMORY_BOUNDS, type TaskOptions } from './map-range.js';
import { noSuch, readPlan } from './plan-format.js';
import { type PartReceipt, writePartReceipt } from './receipts.js';

export interface ReducePartOptions extends TaskOptions {
  /** The directory of the parts. Created if it is not there. */
  readonly output: string;
  /** Called with the number of users newly written. */
  readonly onUsers?: ((users: number) => void) | undefined;
}

/**
 * Merges the users of a part from all runs, in one thread, writes their lines, and then a receipt. May run any number of times: the
 * bytes are the same each time. What does not fit into memory goes to the system's temporary directory.
 *
 * Errors: `incomplete`, `state-corrupt` for a damaged run, `io`, `output-failed`, `out-of-memory`, `aborted`.
 */
export async function reducePart(
  exchange: string,
  index: number,
  options: ReducePartOptions,
): Promise<PartReceipt> {
  const reader = new OptionReader('reducePart', options);
  const memory = reader.size('memory', DEFAULT_MEMORY, MEMORY_BOUNDS);
  const signal = reader.abortSignal('signal');
  const onUsers = reader.callback<(users: number) => void>('onUsers') ?? (() => {});
  const output = reader.requiredPath('output');
  reader.done();
  const plan = await readPlan(exchange);
  const cut = await readCut(exchange, plan.id);
  const part = cut.parts[index];
  if (part === undefined) throw noSuch('part', index, cut.parts.length);
  const { format, delimiters, emptySections, columns } = plan.options;
  const name = partName(index, cut.parts.length, cut.id, format === 'ndjson' ? 'ndjson' : 'csv');
  const folder = await makeDirectory(output);
  const set = await RunSet.open(cut.runs.map(({ file }) => join(resolve(exchange), file)));
  const directory = await makeScratchDirectory();
  const written = { users: 0, bytes: 0, checksum: 0 };
  const task = { directory, memory, format, delimiters, emptySections, columns, countNames: false };
  async function* chunks(): AsyncGenerator<Uint8Array, void, void> {
    const count = (batch: { readonly users: number }) => {
      written.users += batch.users;
      onUsers(batch.users);
    };
    for await (const lines of mergePart(set, task, part!, count, signal)) {
      written.bytes += lines.length;
      written.checksum = crc32(lines, written.checksum);
      yield lines;
    }
  }
  try {
    await writeOutput({ chunks }, join(folder, name), signal);
  } catch (error) {
    if (signal?.aborted !== true) throw error;
    throw new SpillwayError('aborted', 'stopped; nothing is kept of this attempt', { cause: error });
  } finally {
    await set.close();
    await removeScratchDirectory(directory).catch(() => {});
  }
  const receipt = { cut: cut.id, index, name, ...written };
  await writePartReceipt(join(exchange, newPartReceipt(index, cut.id)), receipt);
  return receipt;
}

/** All attempts at a part write the same bytes, so they share a name; parts of another cut have other names. */
function partName(index: number, parts: number, cut: string, extension: string): string {
  return `part-${padded(index)}-of-${padded(parts)}-${shortId(cut)}.${extension}`;
}
