import test from 'ava';
import fc from 'fast-check';
import { type FieldMapping, fieldName, formatPath, mapsToBoth } from '../../lib/mapping/mapping.js';
import { readMapping } from '../../lib/mapping/read-mapping.js';

const MAPPING: FieldMapping = {
  user_id: [['user'], ['context', 'a.b']],
  type: [['kind']],
  types: { track: 'event', identify: 'attributes' },
  otherwise: 'ignored',
  id: [['id']],
  name: [['name']],
  timestamp: [['time']],
  data: [['traits']],
  time: 'seconds',
};

test('a path is written with dots, and its own dots and backslashes are escaped', (t) => {
  t.is(formatPath(['properties', '$insert_id']), 'properties.$insert_id');
  t.is(formatPath(['a.b', 'c\\', '']), 'a\\.b.c\\\\.');
});

test('a written path is read back as the same path', (t) => {
  const name = fc.string({
    unit: fc.constantFrom('a', '.', '\\', 'é', ' ', '\n'),
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 16 }), (path) => {
      const read = readMapping('m', {
        user_id: formatPath(path),
        otherwise: 'event',
        id: '\0i',
        name: '\0n',
      });
      t.deepEqual(read.user_id, [path]);
    }),
  );
});

test('a field is called by its paths, and without a mapping by its own name', (t) => {
  t.is(fieldName('user_id', MAPPING), 'user or context.a\\.b');
  t.is(fieldName('id', MAPPING), 'id');
  t.is(fieldName('user_id', undefined), 'user_id');
});

test('a record can be both if a type or the default says so', (t) => {
  t.false(mapsToBoth(MAPPING));
  t.true(mapsToBoth({ ...MAPPING, otherwise: 'both' }));
  t.true(mapsToBoth({ ...MAPPING, types: { ...MAPPING.types, signup: 'both' } }));
});
