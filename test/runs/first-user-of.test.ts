import test from 'ava';
import fc from 'fast-check';
import { userRecords } from '../../lib/kept/user-records.js';
import { firstUserOf } from '../../lib/runs/first-user-of.js';

test('the first user of records is read, of short and long ones, wherever they lie', (t) =>
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(9), (user, before) => {
      const records = userRecords([user, Buffer.from('another')]);
      const bytes = Buffer.concat([Buffer.alloc(before), records]).subarray(before);
      t.deepEqual(Buffer.from(firstUserOf(bytes)), Buffer.from(user));
    }),
  ));
