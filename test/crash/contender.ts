// A process that opens a work directory when it is told to, says how that ended, and lets go when it is told to.

import { WorkDirectory } from '../../lib/checkpoint/work-directory.js';
import { SpillwayError } from '../../lib/errors.js';

/** What a contender is told. */
export type Order = { readonly open: string } | 'release';

/** What it says to `open`; to `release` it says `released`. */
export type Reply = { readonly held: boolean; readonly code?: string; readonly found?: unknown } | 'released';

let held: WorkDirectory | undefined;

async function open(path: string): Promise<Reply> {
  try {
    held = await WorkDirectory.open(path);
    return { held: true };
  } catch (error) {
    if (!(error instanceof SpillwayError)) return { held: false, code: String(error) };
    return { held: false, code: error.code, found: error.found };
  }
}

async function obey(order: Order): Promise<Reply> {
  if (order !== 'release') return open(order.open);
  await held?.release();
  held = undefined;
  return 'released';
}

process.on('message', (order: Order) => {
  void obey(order).then((reply) => process.send!(reply));
});
