import { readStateFile } from '../disk/durable-file.js';
import { SpillwayError } from '../errors.js';
import type { Counters } from '../records/counters.js';
import type { UserRange } from '../records/user-range.js';
import { type CheckedFile, decodeChecked, encodeChecked } from './checked-json.js';
import { cutFile } from './exchange.js';
import type { ReceivedRejects, ReceivedRun } from './receipts.js';

/** Which attempts count, and where users are cut into parts: what all tasks that reduce have to agree on. */
export interface ClusterCut {
  /** SHA-256 of everything below, in hex. */
  readonly id: string;
  /** Id of the plan. */
  readonly plan: string;
  /** In source order. */
  readonly runs: readonly ReceivedRun[];
  /** Of each range, in source order; empty if rejects are only counted. */
  readonly rejects: readonly CutRejects[];
  readonly counters: Counters;
  /** Consecutive ranges of users. */
  readonly parts: readonly UserRange[];
}

/** Rejected lines of a range. */
export interface CutRejects extends ReceivedRejects {
  /** Lines of the source before the range that they do not count. */
  readonly linesBefore: number;
}

const KIND = {
  format: 'spillway cut',
  version: 1,
  wayOut: 'remove it, and cut again',
} as const;

export function encodeCut({ parts, ...cut }: Omit<ClusterCut, 'id'>): CheckedFile {
  const bounds = parts.map(({ from, before }) => ({ from: base64(from), before: base64(before) }));
  return encodeChecked(KIND, { ...cut, parts: bounds });
}

function base64(user: Uint8Array | undefined): string | null {
  return user === undefined ? null : Buffer.from(user).toString('base64');
}

export async function findCut(exchange: string): Promise<ClusterCut | undefined> {
  const file = cutFile(exchange);
  const bytes = await readStateFile(file);
  if (bytes === undefined) return undefined;
  const { fields, checksum } = decodeChecked(KIND, bytes, file);
  // The checksum is right, so this is what encodeCut wrote.
  const { plan, runs, rejects, counters } = fields.record() as unknown as ClusterCut;
  const bound = (part: typeof fields, name: string) => {
    const user = part.field(name);
    return user.isNull ? undefined : new Uint8Array(Buffer.from(user.text(), 'base64'));
  };
  const parts = fields
    .field('parts')
    .items()
    .map((part) => ({ from: bound(part, 'from'), before: bound(part, 'before') }));
  return { id: checksum, plan, runs, rejects, counters, parts };
}

/** The cut of a plan. */
export async function readCut(exchange: string, plan: string): Promise<ClusterCut> {
  const cut = await findCut(exchange);
  if (cut?.plan === plan) return cut;
  const why = cut === undefined ? 'there is no cut' : 'the cut is of another plan';
  throw new SpillwayError('incomplete', `${why} in ${exchange}; spillway cut makes it`, {
    file: cutFile(exchange),
  });
}
