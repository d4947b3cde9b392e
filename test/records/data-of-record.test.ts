import test from 'ava';
import { readMapping } from '../../lib/mapping/read-mapping.js';
import { dataOfRecord } from '../../lib/records/data-of-record.js';

test('data is found where the mapping says, the first alternative with a value', (t) => {
  t.deepEqual(dataOfRecord({ data: { a: 1 } }, undefined), { a: 1 });
  t.is(dataOfRecord({}, undefined), undefined);
  const mapping = readMapping('test', {
    ...{
      user_id: 'u',
      type: 't',
      types: { e: 'event' },
      id: 'i',
      name: 'n',
      timestamp: 'at',
      time: 'seconds',
    },
    data: ['context.traits', 'traits'],
  });
  t.deepEqual(dataOfRecord({ context: { traits: { a: 1 } }, traits: 2 }, mapping), { a: 1 });
  t.is(dataOfRecord({ context: null, traits: 2 }, mapping), 2);
  t.is(dataOfRecord({ context: 'x' }, mapping), undefined);
});
