import type { JobRecord } from '../../lib/report/job-record.js';
import type { TimelineSample } from '../../lib/report/job-timeline.js';

export function sample(
  phase: TimelineSample['phase'],
  seconds: number,
  bytes: number,
  more: Partial<TimelineSample> = {},
): TimelineSample {
  const [rss, none] = [50 * 2 ** 20 + seconds * 1000, 0];
  const counts = {
    resumedFrom: none,
    rejects: none,
    ignored: none,
    users: none,
    runs: none,
    spilledBytes: none,
  };
  return { phase, seconds, bytes, totalBytes: bytes, resumable: true, rss, ...counts, ...more };
}

/** A job of ten seconds, and names that would do harm on a page that did not escape them. */
export const HOSTILE_NAMES = [
  `<script>document.title = 'taken over'</script>`,
  `</style><img src="x.png" onerror="document.title = 1">`,
  `"'&amp;<b>`,
  '\u202eright to left\0',
  'x'.repeat(300),
];

export const RECORD: JobRecord = {
  sources: [{ path: `/logs/${HOSTILE_NAMES[0]}`, size: 1000 * 2 ** 20 }],
  output: 'summary.csv',
  options: { input: 'lines', memory: '64 MiB', format: 'line' },
  stats: {
    lines: 2_000_000,
    events: 1_500_000,
    attributes: 400_000,
    anonymous: 99_000,
    ignored: 900,
    ignoredTypes: [
      { type: HOSTILE_NAMES[2]!, lines: 800 },
      { type: '', lines: 100 },
    ],
    rejects: { delimiter: 700, 'malformed-json': 300 },
    firstReject: { offset: 4711, code: 'delimiter' },
    sourceBytes: 1000 * 2 ** 20,
    users: 12_345,
    runs: 3,
    spilledBytes: 300 * 2 ** 20,
    resumedFrom: 0,
    seconds: 10,
    peakRss: 123 * 2 ** 20,
  },
  runs: [90, 90, 120].map((size) => ({ bytes: size * 2 ** 20, rows: 1, records: 1 })),
  samples: [
    sample('read', 0, 0),
    ...Array.from({ length: 7 }, (_, index) =>
      sample('read', index + 1, ((1000 * (index + 1)) / 8) * 2 ** 20, {
        runs: index >> 1,
        spilledBytes: 90 * (index >> 1) * 2 ** 20,
      }),
    ),
    sample('read', 8, 1000 * 2 ** 20, { runs: 3, spilledBytes: 300 * 2 ** 20 }),
    sample('merge', 8, 0, { runs: 3, spilledBytes: 300 * 2 ** 20 }),
    sample('merge', 10, 300 * 2 ** 20, { runs: 3, spilledBytes: 300 * 2 ** 20, users: 12_345 }),
  ],
  names: {
    events: { atLeast: new Map(HOSTILE_NAMES.map((name, index) => [name, 500 - 100 * index])), missed: 0 },
    attributes: {
      atLeast: new Map([
        ['city', 9000],
        ['plan', 8000],
        ['rare', 3],
      ]),
      missed: 7,
    },
    eventsOfUsers: [0, 5000, 300, 0, 7],
    attributesOfUsers: [2, 5305],
  },
  firstRejects: [
    { line: 17, code: 'delimiter', text: HOSTILE_NAMES[1]! },
    { source: '/tmp/x-1/b.log', line: 3, code: 'malformed-json', text: 'y'.repeat(300) },
  ],
  timeSpan: { path: 'timestamp', from: '2026-11-01T00:00:00.000Z', to: '2026-11-24T10:00:00.000Z' },
  versions: 'spillway 1.2.3, node 20.0.0',
  finished: new Date('2026-11-24T12:00:00Z'),
};
