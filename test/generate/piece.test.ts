import test from 'ava';
import { piece, wordView } from '../../lib/generate/piece.js';

test('a piece has the length of its UTF-8 bytes, and can be read in whole words to its end', (t) => {
  for (const text of ['', 'a', 'zwölf', 'abcd', 'abcde']) {
    const { view, length } = piece(text);
    t.is(length, Buffer.byteLength(text));
    const copy = Buffer.alloc(length + 3);
    for (let at = 0; at < length; at += 4) copy.writeUInt32BE(view.getUint32(at), at);
    t.is(copy.toString('utf8', 0, length), text);
  }
});

test('a word view is a copy, which later changes to the bytes do not reach', (t) => {
  const bytes = Uint8Array.of(1, 2, 3, 4);
  const view = wordView(bytes);
  bytes.fill(0);
  t.is(view.getUint32(0), 0x01020304);
});
