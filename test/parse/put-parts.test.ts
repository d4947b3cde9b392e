import test from 'ava';
import fc from 'fast-check';
import { bytesOf, putParts } from '../../lib/parse/put-parts.js';

const FIRST = 48;

test('parts stand one behind the other, whether or not the last one was there before', (t) => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 100 })), fc.boolean(), (parts, inPlace) => {
      const memory = new WebAssembly.Memory({ initial: 1 });
      const whole = Buffer.concat(parts);
      const given = [...parts];
      const last = given.pop();
      if (last !== undefined) {
        const at = new Uint8Array(memory.buffer, FIRST + bytesOf(given), last.length);
        if (inPlace) at.set(last);
        given.push(inPlace ? at : last);
      }
      const put = putParts(memory, given, FIRST);
      t.is(put.byteOffset, FIRST);
      t.deepEqual(Buffer.from(put), whole);
      t.is(bytesOf(given), whole.length);
    }),
  );
});
