import test from 'ava';
import { BatchText } from '../../lib/records/batch-text.js';

test('texts are decoded by where their bytes are, whether all of the batch is ASCII or not', (t) => {
  for (const text of ['plain text', 'cafés and \u{1f600}, then plain', '']) {
    const bytes = Buffer.from(`before${text}behind`);
    const batch = new BatchText(bytes);
    const end = bytes.length - 'behind'.length;
    for (let times = 0; times < 2; times++) {
      t.is(batch.slice(6, end), text);
      t.is(batch.slice(0, 6), 'before');
      t.is(batch.slice(end, bytes.length), 'behind');
    }
  }
});

test('a batch that begins within its buffer has its texts from there', (t) => {
  const bytes = Buffer.from('é|name').subarray(3);
  t.is(new BatchText(bytes).slice(0, 4), 'name');
});

test('bytes are read when the first text is asked for, not before', (t) => {
  const bytes = Buffer.from('old');
  const batch = new BatchText(bytes);
  bytes.write('new');
  t.is(batch.slice(0, 3), 'new');
});
