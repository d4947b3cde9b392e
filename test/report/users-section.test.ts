import test from 'ava';
import { usersSection } from '../../lib/report/users-section.js';
import { RECORD } from '../support/job-record.js';

test('users are shown from the least to the greatest size that one has, empty sizes between them too', (t) => {
  const { text } = usersSection({
    ...RECORD.names,
    eventsOfUsers: [0, 0, 3, 0, 1, 0],
    attributesOfUsers: [4],
  })!;
  const sizes = [...text.matchAll(/<bdi>(.*?)<\/bdi>/g)].map(([, size]) => size);
  t.deepEqual(sizes, ['2 to 3', '4 to 7', '8 to 15', '0']);
});

test('without users there is nothing to show', (t) => {
  t.is(usersSection({ ...RECORD.names, eventsOfUsers: [], attributesOfUsers: [] }), undefined);
});
