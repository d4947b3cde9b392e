import test from 'ava';
import {
  describeEqual,
  describeGenerated,
  describeLook,
  describeRejects,
  describeResume,
} from '../../bin/messages.js';
import type { Progress } from '../../lib/job/progress.js';
import type { SummarizeStats } from '../../lib/job/stats.js';

const progress = { resumedFrom: 1234, totalBytes: 5678, runs: 1 } as Progress;

test('a resumed job names the byte without separators, and an archive the number of runs', (t) => {
  t.is(describeResume(progress), 'resumes from byte 1234 of 5678: an earlier start saved what is before it');
  t.is(describeResume({ ...progress, resumedFrom: 0 }), 'resumes with 1 run that an earlier start saved');
  t.regex(describeResume({ ...progress, resumedFrom: 0, runs: 1200 }), /1,200 runs/);
});

test('rejects are counted by code, with the place of the first one', (t) => {
  const rejects = { 'bad-id': 1200, 'bad-name': 1 };
  const stats = { rejects, firstReject: { offset: 1234, code: 'bad-id' } } as unknown as SummarizeStats;
  t.is(
    describeRejects(stats, {}),
    '1,201 lines were rejected: 1,200 bad-id, 1 bad-name; the first one is at byte 1234: bad-id\n' +
      'name a file with --rejects to see them',
  );
  const shown = [
    { line: 2, code: 'bad-id', text: '{\u001b' },
    { source: 'b', code: 'bad-name', text: 'x'.repeat(200) },
  ] as const;
  t.is(
    describeRejects(stats, {}, shown).split('\n').slice(1, -1).join('\n'),
    `  line 2: bad-id: {\\u001b\n  b: bad-name: ${'x'.repeat(99)}…`,
  );
  t.regex(describeRejects(stats, { rejects: 'r', input: 'json' }), /value 1234: bad-id\nthey are in r$/);
});

test('equal files are reported with how they are equal', (t) => {
  t.is(
    describeEqual('a', 'b', { lines: 1, bytes: 2000, identical: true }),
    'a and b are equal: 1 line, 2,000 bytes',
  );
  t.regex(describeEqual('a', 'b', { lines: 1, bytes: 1, identical: false }), /they hold the same facts/);
});

test('a generated log is reported with its reference, if there is one', (t) => {
  const stats = { bytes: 10, lines: 2, users: 1, copies: 1, anonymous: 0 };
  t.is(
    describeGenerated('log', 'ref', stats as never),
    'log: 2 lines, 10 bytes, of 1 user (1 copy, 0 lines without a user)\nref: the summary it must have',
  );
  t.notRegex(describeGenerated('log', undefined, stats as never), /\n/);
});

test('a look says what it left out, unless that is nothing', (t) => {
  const stats = { lines: 1000, users: 2 } as SummarizeStats;
  t.deepEqual(describeLook({}, stats), []);
  t.deepEqual(describeLook({ head: 1000 }, stats), ['only the first 1,000 lines were read (--head)']);
  t.deepEqual(describeLook({ head: 1001 }, stats), []);
  t.deepEqual(describeLook({ head: 1, input: 'json' }, { ...stats, lines: 1 }), [
    'only the first 1 value was read (--head)',
  ]);
  t.deepEqual(describeLook({ users: ['a', 'b', 'a'] }, stats), []);
  t.deepEqual(describeLook({ users: ['a', 'b', 'c'] }, stats), ['1 of the users has no valid activity']);
});
