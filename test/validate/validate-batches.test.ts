import test from 'ava';
import type { ActivityBatch } from '../../lib/records/activity-batch.js';
import type { Reject } from '../../lib/records/reject.js';
import { RejectLimit } from '../../lib/validate/reject-limit.js';
import { validateBatches, validateSlices } from '../../lib/validate/validate-batches.js';
import { scanned } from '../support/scanned.js';

const VALID = { user_id: '1', type: 'event', id: '1', name: 'view' };

async function* each(batches: readonly ActivityBatch[]): AsyncGenerator<ActivityBatch, void, void> {
  yield* batches;
}

async function collect(batches: AsyncIterable<ActivityBatch>): Promise<ActivityBatch[]> {
  const all: ActivityBatch[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

test('every batch reaches the sink, even without rejects, and carries the length that the sink returns', async (t) => {
  const written: (readonly Reject[])[] = [];
  const sink = {
    async write(rejects: readonly Reject[]): Promise<number> {
      written.push(rejects);
      return 100 * written.length;
    },
  };
  const options = { delimiters: 'escape', sink, limit: new RejectLimit(1, 0) } as const;
  const batches = await collect(validateBatches(each([scanned([VALID]), scanned(['7', {}])]), options));
  t.deepEqual(
    written.map((rejects) => rejects.map(({ code }) => code)),
    [[], ['not-an-object']],
  );
  t.deepEqual(
    batches.map(({ verdict }) => verdict!.rejectsLength),
    [100, 200],
  );
  t.is(batches[1]!.verdict!.anonymous, 1);
});

test('rejects reach the sink before the limit fails', async (t) => {
  let rejected = 0;
  const sink = {
    async write(rejects: readonly Reject[]): Promise<number> {
      rejected += rejects.length;
      return 0;
    },
  };
  const options = { delimiters: 'escape', sink, limit: new RejectLimit(0, 0) } as const;
  await t.throwsAsync(collect(validateBatches(each([scanned(['7', '8'])]), options)), {
    code: 'too-many-rejects',
  });
  t.is(rejected, 2);
});

test('a batch that was validated before is refused', async (t) => {
  const options = { delimiters: 'escape', sink: undefined, limit: new RejectLimit(9, 0) } as const;
  const batches = await collect(validateBatches(each([scanned([VALID])]), options));
  await t.throwsAsync(collect(validateBatches(each(batches), options)), { code: 'bad-pipeline' });
});

test('a sink that knows its length takes only batches with rejects, and those between stay in one slice', async (t) => {
  const written: number[] = [];
  const sink = {
    length: 7,
    async write(rejects: readonly Reject[]): Promise<number> {
      written.push(rejects.length);
      this.length += 10 * rejects.length;
      return this.length;
    },
  };
  let closed = false;
  function* slice() {
    try {
      for (const lines of [[VALID], [VALID], ['7', VALID], [VALID], ['8', '9'], ['x']]) yield scanned(lines);
    } finally {
      closed = true;
    }
  }
  async function* slices() {
    yield slice();
    yield [scanned([VALID])];
  }
  const options = { delimiters: 'escape', sink, limit: new RejectLimit(9, 0) } as const;
  const lengths: number[][] = [];
  for await (const batches of validateSlices(slices(), options))
    lengths.push([...batches].map(({ verdict }) => verdict!.rejectsLength));
  t.deepEqual(lengths, [[7, 7], [17], [17], [37], [], [47], [], [47]]);
  t.deepEqual(written, [1, 2, 1]);
  t.true(closed);
});

test('a reader that leaves closes the slice that is being validated', async (t) => {
  let closed = false;
  function* slice() {
    try {
      for (;;) yield scanned([VALID]);
    } finally {
      closed = true;
    }
  }
  async function* slices() {
    yield slice();
  }
  const options = { delimiters: 'escape', sink: undefined, limit: new RejectLimit(9, 0) } as const;
  for await (const batches of validateSlices(slices(), options)) {
    for (const _ of batches) break;
    break;
  }
  t.true(closed);
});
