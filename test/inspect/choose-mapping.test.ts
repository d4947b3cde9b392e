import test from 'ava';
import { chooseMapping } from '../../lib/inspect/choose-mapping.js';
import { profileFields } from '../../lib/inspect/profile-fields.js';
import { PRESETS } from '../../lib/mapping/presets.js';

const track = { type: 'track', userId: 'u', messageId: '1', event: 'e', timestamp: '2024-01-01' };

function choose(objects: readonly object[], ...more: [] | [Parameters<typeof chooseMapping>[1]]) {
  const records = objects.map((object) => ({ offset: 0, bytes: Buffer.from(JSON.stringify(object)) }));
  return chooseMapping(records, more[0], profileFields(objects));
}

test('of presets that read records alike the one of their product is chosen', async (t) => {
  t.deepEqual(await choose([track]), { fit: 'preset', map: 'segment' });
  t.deepEqual(await choose([{ ...track, rudderId: 'r' }]), { fit: 'preset', map: 'rudderstack' });
});

test('a guess is taken where it makes many more records valid than any preset', async (t) => {
  const guess = {
    user_id: 'userId',
    type: 'type',
    types: { page: 'event', track: 'event' },
    id: 'messageId',
    name: 'event',
  } as const;
  const page = { ...track, type: 'page' };
  t.deepEqual(await choose([track, track, track, page], { ...guess }), { fit: 'preset', map: 'segment' });
  t.deepEqual(await choose([track, page, page, page], { ...guess }), { fit: 'mapping', map: guess });
});

test('a way that is known not to fit is not chosen, and nothing fits what is no record', async (t) => {
  const records = [{ offset: 0, bytes: Buffer.from(JSON.stringify(track)) }];
  const other = await chooseMapping(records, undefined, [], { mapping: PRESETS.segment });
  t.deepEqual(other, { fit: 'preset', map: 'rudderstack' });
  t.is(await choose([{}]), undefined);
});
