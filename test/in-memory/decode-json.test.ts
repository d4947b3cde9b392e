import test from 'ava';
import { decodeUtf8, parseJson } from '../../lib/in-memory/decode-json.js';

test('bytes are decoded if they are UTF-8, and a byte order mark is a character', (t) => {
  t.is(decodeUtf8(Buffer.from('\ufeffé')), '\ufeffé');
  t.is(decodeUtf8(Buffer.from('c3', 'hex')), undefined);
});

test('a text is parsed if it is JSON', (t) => {
  t.deepEqual(parseJson('{"a":[1]}'), { a: [1] });
  t.is(parseJson('{a:1}'), undefined);
});
