import test from 'ava';
import { editedLine } from '../../lib/edit/edited-line.js';
import { ActivityView } from '../../lib/records/activity-view.js';
import { scanned } from '../support/scanned.js';

const viewOf = (line: string) => new ActivityView(scanned([line]));

test('a line keeps all that is not changed as it is written, and new members come last', (t) => {
  const line = '{"user_id":"u", "type":"event","id":1.50,"name":"n","more":{"a" : 1}}';
  t.is(
    editedLine(viewOf(line), { name: 'ä"', data: [1], id: undefined }),
    '{"user_id":"u","type":"event","name":"ä\\"","more":{"a" : 1},"data":[1]}\n',
  );
});
