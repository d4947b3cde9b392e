import test from 'ava';
import fc from 'fast-check';
import type { Manifest, ManifestRange } from '../../lib/checkpoint/manifest.js';
import { decodeManifest, encodeManifest } from '../../lib/checkpoint/manifest-format.js';
import { NO_COUNTERS } from '../../lib/records/counters.js';
import { failsWith } from '../support/fails-with.js';
import { manifestOf, rangeOf, runAt } from '../support/manifests.js';

const FILE = '/work/spillway-manifest.json';

const decoded = (manifest: Manifest) => decodeManifest(encodeManifest(manifest), FILE);

test('any ranges and runs are decoded as they were encoded', (t) => {
  const ascending = fc.uniqueArray(fc.nat(9999), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(ascending, fc.integer({ min: 1, max: 4 }), (offsets, every) => {
      const sorted = offsets.map((offset) => offset + 1).sort((a, b) => a - b);
      const ranges: ManifestRange[] = [];
      for (let first = 0; first < sorted.length; first += every) {
        const positions = sorted.slice(first, first + every);
        const last = first + every >= sorted.length;
        const start = ranges.at(-1)?.end?.offset ?? 0;
        ranges.push(
          rangeOf(
            start,
            last ? null : positions.at(-1)!,
            positions.map((at) => runAt(at)),
          ),
        );
      }
      const manifest = manifestOf(ranges);
      t.deepEqual(decoded(manifest), manifest);
    }),
  );
  const line = { run: runAt(20_000), tail: 'a'.repeat(64) };
  const open = manifestOf([{ ...rangeOf(0, null, [runAt(10)]), complete: true, provisional: line }], {
    unit: 'values',
  });
  t.deepEqual(decoded(open), open);
  const bare = manifestOf([rangeOf(0, null, [])], { sources: [], rejects: null, options: {} });
  t.deepEqual(decoded(bare), bare);
});

test('a flipped bit anywhere, or a shorter file, is reported as damage of that file', (t) => {
  const bytes = encodeManifest(manifestOf([rangeOf(0, null, [runAt(10)])]));
  const isDamaged = (damaged: Uint8Array) =>
    t.throws(() => decodeManifest(damaged, FILE), {
      code: 'state-corrupt',
      message: /manifest\.json.*--fresh/s,
    });
  for (let at = 0; at < bytes.length; at++) {
    const damaged = Buffer.from(bytes);
    damaged[at]! ^= 1 << (at % 8);
    isDamaged(damaged);
    isDamaged(bytes.subarray(0, at));
  }
});

test('another version is told from damage, whatever else it holds', async (t) => {
  for (const [version, code, words] of [
    [3, 'state-corrupt', 'an older spillway (format 3, this one reads 4)'],
    [5, 'newer-format', 'a newer spillway (format 5, this one reads 4)'],
  ] as const) {
    const other = encodeManifest({ version, ranges: 'elsewhere' } as unknown as Manifest);
    await failsWith(t, () => decodeManifest(other, FILE), code, FILE, words, '--fresh');
  }
});

const RUNS = [runAt(10), runAt(20)];
const FORGED: readonly (readonly [what: string, manifest: object, named: string])[] = [
  [
    'a run outside the directory',
    manifestOf([rangeOf(0, null, [runAt(1, { file: '../victim.run' })])]),
    'file',
  ],
  [
    'the same file twice',
    manifestOf([rangeOf(0, null, [RUNS[0]!, { ...RUNS[1]!, file: RUNS[0]!.file }])]),
    'ranges',
  ],
  ['runs that do not ascend', manifestOf([rangeOf(0, null, [RUNS[1]!, RUNS[0]!])]), 'runs'],
  ['a run after the end of its range', manifestOf([rangeOf(0, 15, RUNS), rangeOf(15, null, [])]), 'runs'],
  ['a gap between ranges', manifestOf([rangeOf(0, 30, RUNS), rangeOf(31, null, [])]), 'start'],
  ['a last range with an end', manifestOf([rangeOf(0, 30, RUNS)]), 'ranges'],
  ['no ranges', manifestOf([]), 'ranges'],
  [
    'a position that no run reaches',
    manifestOf([{ ...rangeOf(0, null, RUNS), position: { source: 0, offset: 21 } }]),
    'position',
  ],
  [
    'a position in a source that does not exist',
    manifestOf([{ ...rangeOf(0, null, []), position: { source: 1, offset: 0 } }]),
    'source',
  ],
  [
    'a wrong sum of the counters',
    manifestOf([rangeOf(0, null, RUNS)], { counters: NO_COUNTERS }),
    'counters',
  ],
  [
    'rejects that shrink',
    manifestOf([rangeOf(0, null, [RUNS[0]!, runAt(20, { rejectsLength: 9 })])]),
    'rejectsLength',
  ],
  ['an invalid fingerprint', manifestOf([{ ...rangeOf(0, null, RUNS), tail: 'f' }]), 'tail'],
  [
    'a provisional line before the position',
    manifestOf([{ ...rangeOf(0, null, RUNS), provisional: { run: runAt(20), tail: null } }]),
    'provisional',
  ],
  [
    'a provisional line in a range that is not the last',
    manifestOf([
      { ...rangeOf(0, 30, RUNS), provisional: { run: runAt(25), tail: null } },
      rangeOf(30, null, []),
    ]),
    'provisional',
  ],
  ['an unknown unit', { ...manifestOf([rangeOf(0, null, [])]), unit: 'lines' }, 'unit'],
  ['another format', { ...manifestOf([rangeOf(0, null, [])]), format: 'something' }, 'format'],
];

for (const [what, forged, named] of FORGED) {
  test(`a manifest with ${what} is refused by name, even with a valid checksum`, (t) => {
    const bytes = encodeManifest(forged as Manifest);
    const error = t.throws(() => decodeManifest(bytes, FILE), { code: 'state-corrupt' });
    t.true(error.message.includes(FILE));
    t.regex(error.message, new RegExp(`\\b${named}\\b`));
  });
}
