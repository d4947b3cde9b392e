import test from 'ava';
import { layoutOf } from '../../lib/sources/layout.js';

const LINE = '{"user_id":"u","type":"event","id":"1","name":"a"}';

for (const [text, expected] of [
  ['', 'lines'],
  [LINE, 'lines'],
  [`${LINE}\n${LINE}\n`, 'lines'],
  [`[${LINE}]`, 'json'],
  [`[${LINE},${LINE}]\n`, 'json'],
  [`[\n${LINE},\n${LINE}\n]\n`, 'json'],
  [`\ufeff [ ${LINE} ]`, 'json'],
  [`[${LINE}]\n[${LINE}]\n`, 'json'],
  ['[{"a":\n1}]', 'json'],
  ['[]', 'lines'],
  ['[1,2]\n', 'lines'],
  [`[${LINE}]\n${LINE}\n`, 'lines'],
  [`[{"cut off\n${LINE}\n${LINE}\n`, 'lines'],
  [`${LINE}${LINE}`, 'json'],
  [`${LINE} ${LINE}\n`, 'json'],
  [`${LINE}${LINE}\n${LINE}\n`, 'lines'],
  ['{\n  "a": 1\n}\n{\n  "a": 2\n}\n', 'json'],
  ['{\n  "a": "}"\n}', 'json'],
  ['{"a":\n"cut', 'lines'],
  ['{"a":1,\n', 'lines'],
  ['{"a":"x\ny"}\n', 'lines'],
  ['{"a":1} x\n', 'lines'],
  ['7\n', 'lines'],
  ['nonsense', 'lines'],
] as const) {
  test(`a source of ${JSON.stringify(text)} is ${expected}`, (t) => {
    t.is(layoutOf(Buffer.from(text), true), expected);
  });
}

test('a head that is cut anywhere never shows one object a line for an array or objects of several lines', (t) => {
  for (const text of [`[${LINE},${LINE}]`, `[\n${LINE},\n${LINE}\n]`, '{\n"a": "long"\n}\n{"a": 1\n}\n']) {
    for (let length = 8; length < text.length; length++) {
      t.is(layoutOf(Buffer.from(text.slice(0, length)), false), 'json', text.slice(0, length));
    }
  }
});

test('a head that is cut anywhere never shows another layout for one object a line', (t) => {
  const text = `${LINE}\n${LINE}\n`;
  for (let length = 1; length < text.length; length++) {
    t.is(layoutOf(Buffer.from(text.slice(0, length)), false), 'lines', text.slice(0, length));
  }
});
