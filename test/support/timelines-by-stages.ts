import { aggregate, type Mapping, parse, timelines, validate } from '../../lib/index.js';
import type { UserOrder } from '../../lib/records/user-order.js';
import type { TimelineActivity } from '../../lib/timelines/timeline-activity.js';
import { through } from './through.js';

export interface StagesOptions {
  /** Source bytes of a batch. */
  readonly batchSize?: number;
  /** Source bytes of a run. */
  readonly checkpointEvery?: number;
  readonly order?: UserOrder;
  readonly map?: Mapping | undefined;
  readonly fields?: readonly string[] | undefined;
}

/** The timelines of all users by the stages, in the least memory there is. */
export async function timelinesByStages(
  log: Buffer,
  { batchSize = 2 ** 16, checkpointEvery = 2 ** 20, order = 'bytes', map, fields }: StagesOptions = {},
): Promise<Map<string, TimelineActivity[]>> {
  const memory = '1MiB';
  const users = await through<[string, TimelineActivity[]]>(
    [log],
    parse({ batchSize, map }),
    validate(),
    aggregate({ memory, checkpointEvery, order, timelines: true, fields }),
    timelines((user_id, activities) => [user_id, [...activities]], { memory, map, fields }),
  );
  return new Map(users);
}
