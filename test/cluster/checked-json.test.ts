import test from 'ava';
import { decodeChecked, encodeChecked } from '../../lib/cluster/checked-json.js';
import { failsWith } from '../support/fails-with.js';

const KIND = { format: 'a thing', version: 2, wayOut: 'make it again' };

test('what was encoded is decoded, and the checksum depends on every field', (t) => {
  const { bytes, checksum } = encodeChecked(KIND, { a: [1], b: 'é' });
  const decoded = decodeChecked(KIND, bytes, 'file');
  t.is(decoded.checksum, checksum);
  t.deepEqual(decoded.fields.field('a').items()[0]!.integer(), 1);
  t.is(decoded.fields.field('b').text(), 'é');
  t.not(encodeChecked(KIND, { a: [2], b: 'é' }).checksum, checksum);
});

test('a change of any byte, and an end at any byte, is noticed', async (t) => {
  const { bytes } = encodeChecked(KIND, { a: 1 });
  for (const at of bytes.keys()) {
    const changed = Buffer.from(bytes);
    changed[at]! ^= 1;
    await failsWith(t, () => decodeChecked(KIND, changed, 'file'), 'state-corrupt', 'file', 'make it again');
    await failsWith(t, () => decodeChecked(KIND, bytes.subarray(0, at), 'file'), 'state-corrupt', 'file');
  }
});

test('a file of another kind or version is refused', async (t) => {
  const { bytes } = encodeChecked(KIND, { a: 1 });
  await failsWith(t, () => decodeChecked({ ...KIND, format: 'other' }, bytes, 'f'), 'state-corrupt');
  await failsWith(t, () => decodeChecked({ ...KIND, version: 1 }, bytes, 'f'), 'newer-format', 'format 2');
  await failsWith(t, () => decodeChecked({ ...KIND, version: 3 }, bytes, 'f'), 'state-corrupt', 'format 2');
});
