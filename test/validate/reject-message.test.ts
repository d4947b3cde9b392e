import test from 'ava';
import { REJECT_CODES } from '../../lib/records/reject.js';
import { rejectMessage } from '../../lib/validate/reject-message.js';

test('every code has its own message, which says what was found if known', (t) => {
  const messages = REJECT_CODES.map((code) => rejectMessage(code));
  t.is(new Set(messages).size, REJECT_CODES.length);
  t.is(rejectMessage('bad-timestamp', '1e999'), 'timestamp must be a finite number, found 1e999');
});
