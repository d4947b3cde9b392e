import test from 'ava';
import fc from 'fast-check';
import { PhaseRate, progressLine } from '../../bin/progress-line.js';
import type { Progress } from '../../lib/job/progress.js';

const READING: Progress = {
  phase: 'read',
  bytes: 512 * 2 ** 20,
  totalBytes: 2 ** 30,
  resumable: true,
  resumedFrom: 0,
  rejects: 1234,
  ignored: 0,
  users: 0,
  runs: 1,
  spilledBytes: 2 ** 20,
  seconds: 10,
};
const RATE = 64 * 2 ** 20;

test('with enough room the line has everything', (t) => {
  t.is(
    progressLine({ ...READING, ignored: 5 }, RATE, 200),
    'reading 50% | [########--------] | 512 MiB of 1 GiB | 64 MiB/s | 8 s left | 1,234 rejected | 5 ignored | 1 MiB spilled',
  );
  const merging: Progress = { ...READING, phase: 'merge', users: 7000 };
  t.regex(progressLine(merging, RATE, 200), /^merging 50% .* \| 7,000 users \| 1 MiB spilled$/);
});

test('decoration is left out before facts, and rejects stay longest', (t) => {
  const lines = [120, 80, 70, 55, 40, 30, 12].map((width) => progressLine(READING, RATE, width));
  t.deepEqual(lines, [
    'reading 50% | [########--------] | 512 MiB of 1 GiB | 64 MiB/s | 8 s left | 1,234 rejected | 1 MiB spilled',
    'reading 50% | 512 MiB of 1 GiB | 64 MiB/s | 8 s left | 1,234 rejected',
    'reading 50% | 512 MiB of 1 GiB | 64 MiB/s | 8 s left | 1,234 rejected',
    'reading 50% | 64 MiB/s | 8 s left | 1,234 rejected',
    'reading 50% | 64 MiB/s | 1,234 rejected',
    'reading 50% | 1,234 rejected',
    'reading 50%',
  ]);
});

test('a line is never longer than the width, and has only characters of one column', (t) => {
  const count = fc.oneof(fc.integer({ min: 0, max: 10 }), fc.maxSafeNat());
  fc.assert(
    fc.property(
      fc.record({
        phase: fc.constantFrom('read', 'merge'),
        bytes: count,
        totalBytes: fc.option(count, { nil: undefined }),
        rejects: count,
        ignored: count,
        users: count,
        spilledBytes: count,
      }),
      fc.float({ min: 0, noNaN: true }),
      fc.integer({ min: 0, max: 200 }),
      (progress, rate, width) => {
        const line = progressLine({ ...READING, ...progress } as Progress, rate, width);
        t.true(line.length <= width);
        t.regex(line, /^[ -~]*$/);
      },
    ),
  );
});

test('of a pipe neither share nor time left are said', (t) => {
  t.is(
    progressLine({ ...READING, totalBytes: undefined }, RATE, 200),
    'reading 512 MiB | 64 MiB/s | 1,234 rejected | 1 MiB spilled',
  );
});

test('a source that grew beyond its first size, or is empty, is at 100 percent', (t) => {
  t.regex(
    progressLine({ ...READING, bytes: 2 ** 31 }, RATE, 200),
    /^reading 100% \| \[#{16}\] \| 2 GiB of 2 GiB/,
  );
  t.regex(progressLine({ ...READING, bytes: 0, totalBytes: 0 }, 0, 200), /^reading 100% /);
});

test('the rate is that of the phase, and of a resumed job of what this start has read', (t) => {
  const rate = new PhaseRate();
  t.is(rate.of({ ...READING, bytes: 1000, seconds: 2 }), 0);
  t.is(rate.of({ ...READING, bytes: 1500, seconds: 3 }), 500);
  t.is(rate.of({ ...READING, phase: 'merge', bytes: 0, seconds: 4 }), 0);
  t.is(rate.of({ ...READING, phase: 'merge', bytes: 50, seconds: 4.5 }), 100);
});
