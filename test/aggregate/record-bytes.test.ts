import test from 'ava';
import { recordBytes } from '../../lib/aggregate/record-bytes.js';
import { readMapping } from '../../lib/mapping/read-mapping.js';
import { LineScanner } from '../../lib/parse/line-scanner.js';

test('values of measures take as much again for each time that they may hold a byte', (t) => {
  const line = '{"user_id":"u","type":"event","id":1,"name":"n","p":{"q":1}}\n';
  const need = (measures: object) => {
    const mapping = readMapping('test', { preset: 'plain', measures } as unknown);
    return recordBytes(new LineScanner({ maxLine: 2 ** 20, mapping }).scan(Buffer.from(line), 0), 'rows');
  };
  const plain = need({});
  const one = need({ a: { sum: 'p.q' } });
  const two = need({ a: { sum: 'p.q' }, b: { latest: 'p' } });
  t.true(one.record >= plain.record + line.length - 1);
  t.true(two.record >= one.record + line.length - 1);
  t.true(one.bytes > plain.bytes && two.bytes > one.bytes);
});
