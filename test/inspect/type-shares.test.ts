import test from 'ava';
import { profileFields } from '../../lib/inspect/profile-fields.js';
import { typeShares } from '../../lib/inspect/type-shares.js';
import { PRESETS } from '../../lib/mapping/presets.js';

const records = [
  { type: 'page' },
  { type: 'track' },
  { type: 'page' },
  { type: 7 },
  {},
  { type: '__proto__' },
];

test('types are counted, the most frequent first, with what the mapping makes of them', (t) => {
  t.deepEqual(typeShares(records, PRESETS.segment, {}), {
    path: 'type',
    types: [
      { type: 'page', records: 2, kind: 'ignored' },
      { type: null, records: 2, kind: 'ignored' },
      { type: 'track', records: 1, kind: 'event' },
      { type: '__proto__', records: 1, kind: 'ignored' },
    ],
  });
});

test('without a mapping the likely type tells, or else the names of events', (t) => {
  const field = profileFields([{ kind: 'a' }])[0]!;
  t.is(typeShares(records, undefined, { type: field })!.path, 'kind');
  t.is(typeShares(records, undefined, { name: field })!.path, 'kind');
  t.is(typeShares(records, undefined, {}), undefined);
  t.is(typeShares([], PRESETS.mixpanel, {})!.path, 'event');
});
