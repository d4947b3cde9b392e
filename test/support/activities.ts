import fc from 'fast-check';
import type { Activity } from '../../lib/records/activity.js';

// Few distinct texts, so that folds really happen, among them those whose order is easily got wrong: prefixes of each
// other, NUL, U+FFFF before astral characters, numbers in disguise.
const users = [
  '1',
  '2',
  '10',
  '01',
  '-1',
  '-10',
  '-0',
  '0',
  '00',
  '1a',
  'a',
  'a\0',
  'ab',
  'Z',
  '\uffff',
  '😀',
  '-',
  '',
]
  .map((user) => user || `${'9'.repeat(30)}`)
  .concat('long user id number one', 'long user id number two', `-${'9'.repeat(30)}`, `-${'9'.repeat(29)}8`);
const names = [
  'a',
  'a\0',
  'ab',
  'name, with = delimiters\n',
  '\uffff',
  '😀',
  'a name of sixteen',
  'a name of seventeen',
  '__proto__',
];
const uuids = [
  '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
  '6ba7b811-9dad-11d1-80b4-00c04fd430c8',
  '6BA7B810-9DAD-11D1-80B4-00C04FD430C8',
];
const ids = [
  ...uuids,
  '1',
  '2',
  '10',
  'event-1',
  'event-2',
  'event-10',
  '6ba7b810x9dad-11d1-80b4-00c04fd430c8',
  '6ba7b810-9dad-11d1-80b4-00c04fd430cg',
];
const values = [
  '',
  'x',
  'Oslo',
  'a value of more than sixteen bytes',
  'v'.repeat(200),
  'back\\slash',
  '19.90',
];

/** A batch of valid activities of few users. */
export function activitiesArbitrary(): fc.Arbitrary<Activity[]> {
  const user = fc.constantFrom(...users);
  const event = fc.record({
    type: fc.constant('event' as const),
    user_id: user,
    id: fc.oneof(fc.constantFrom(...ids), fc.uuid()),
    name: fc.constantFrom(...names),
  });
  const attributes = fc.record({
    type: fc.constant('attributes' as const),
    user_id: user,
    timestamp: fc.oneof(fc.integer({ min: -2, max: 3 }), fc.constantFrom(-0, 0.5, 1e300, 2 ** 53, -1e-300)),
    data: fc.dictionary(fc.constantFrom(...names), fc.option(fc.constantFrom(...values)), {
      noNullPrototype: false,
    }),
  });
  return fc.array(fc.oneof(event, attributes), { maxLength: 30 });
}
