import test from 'ava';
import fc from 'fast-check';
import { formatReject, placeOfReject, REJECT_CODES } from '../../lib/records/reject.js';
import { anyCharacter } from '../support/any-character.js';

test('a reject is one line of JSON, its members in order, whatever the line was', (t) =>
  fc.assert(
    fc.property(
      fc.record({
        text: fc.string({ unit: anyCharacter }),
        message: fc.string(),
        code: fc.constantFrom(...REJECT_CODES),
        length: fc.nat(),
        offset: fc.maxSafeNat(),
        line: fc.maxSafeNat(),
        column: fc.nat(),
      }),
      (reject) => {
        const line = formatReject(reject);
        t.is(line.indexOf('\n'), line.length - 1);
        t.deepEqual(JSON.parse(line), reject);
        t.deepEqual(Object.keys(JSON.parse(line)), [
          'offset',
          'line',
          'column',
          'length',
          'code',
          'message',
          'text',
        ]);
      },
    ),
  ));

test('the place of a reject is a byte or a value, and names the source if there are several', (t) => {
  t.is(placeOfReject({ offset: 12 }, 'bytes'), 'at byte 12');
  t.is(placeOfReject({ offset: 3, source: 'b.json' }, 'values'), 'value 3 of b.json');
});
