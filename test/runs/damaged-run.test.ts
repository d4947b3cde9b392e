import test from 'ava';
import { damagedRun, otherRunVersion, wrongRunChecksum } from '../../lib/runs/damaged-run.js';
import { INDEXED_FORMAT_VERSION, RUN_FORMAT_VERSION } from '../../lib/runs/run-format.js';

test('a damaged run is reported with its file, its offset, and what was expected and found there', (t) => {
  const error = damagedRun('a.run', 24, '8 bytes', 'only 3');
  t.is(error.code, 'state-corrupt');
  t.like(error, { file: 'a.run', offset: 24, expected: '8 bytes', found: 'only 3' });
  t.is(
    error.message,
    'the run a.run is damaged at byte 24: expected 8 bytes, found only 3; restore it, or discard the saved work with --fresh (fresh: true)',
  );
});

test('checksums are reported in hexadecimal', (t) => {
  const { message } = wrongRunChecksum('a.run', 24, 0xbeef, 0xcafe);
  t.true(message.includes('damaged at byte 24: expected checksum beef, found cafe'), message);
});

test('only a run of a later format is reported as newer, and the way out names the version to resume with', (t) => {
  const newer = otherRunVersion('a.run', INDEXED_FORMAT_VERSION + 1);
  const older = otherRunVersion('a.run', RUN_FORMAT_VERSION - 1);
  t.deepEqual([newer.code, older.code], ['newer-format', 'state-corrupt']);
  t.regex(
    newer.message,
    /written by a newer spillway .* resume with the newer one, or discard the saved work with --fresh \(fresh: true\)$/,
  );
  t.regex(
    older.message,
    /written by an older spillway .* resume with the older one, or discard the saved work with --fresh \(fresh: true\)$/,
  );
});
