import test from 'ava';
import fc from 'fast-check';
import { membersOf, nestingOf, textOf } from '../../lib/in-memory/members.js';

test("members are the values' source texts", (t) => {
  t.deepEqual(
    [...membersOf(' { "a" : 19.90 , "b":-0, "c":1E5,"d" : "x y" ,"e":true,"f": null } ')],
    [
      ['a', '19.90'],
      ['b', '-0'],
      ['c', '1E5'],
      ['d', '"x y"'],
      ['e', 'true'],
      ['f', 'null'],
    ],
  );
  t.deepEqual([...membersOf('{ }')], []);
});

test('nested values lose their white space and nothing else', (t) => {
  const object = '{"a": [ 1.0 , { "b c" : "\\u0061 \\" ]" }, [ ] , {\t} ] ,\r\n"d":{"e":{"f":[{}]}}}';
  t.deepEqual(
    [...membersOf(object)],
    [
      ['a', '[1.0,{"b c":"\\u0061 \\" ]"},[],{}]'],
      ['d', '{"e":{"f":[{}]}}'],
    ],
  );
});

test('a name given twice counts with its last value, however it is written', (t) => {
  t.deepEqual([...membersOf('{"a":1,"\\u0061":2}')], [['a', '2']]);
  t.deepEqual([...membersOf('{"\\ud800":1,"\\ufffd":2}')], [['\ufffd', '2']]);
  t.deepEqual([...membersOf('{"__proto__":1,"":2}').keys()], ['__proto__', '']);
});

test('names and values are those of JSON.parse', (t) => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()),
      fc.nat(3),
      (object, indent) => {
        const members = membersOf(JSON.stringify(object, null, indent));
        t.deepEqual([...members.keys()].sort(), Object.keys(object).sort());
        for (const [name, value] of members) t.is(value, JSON.stringify(object[name]));
      },
    ),
  );
});

test('nesting is the depth of the deepest array or object, without brackets in strings', (t) => {
  t.is(nestingOf('7'), 0);
  t.is(nestingOf('"[[["'), 0);
  t.is(nestingOf('{}'), 1);
  t.is(nestingOf('{"a":[[]],"b":{}}'), 3);
});

test('a text is unescaped, half a surrogate pair is U+FFFD', (t) => {
  t.is(textOf('"\\u0061\\n\\\\"'), 'a\n\\');
  t.is(textOf('"\\ud83d\\ude00"'), '😀');
  t.is(textOf('"\\ud83d-\\ude00"'), '\ufffd-\ufffd');
  t.is(textOf('19.90'), '19.90');
});

test('a string of many escapes does not overflow the stack', (t) => {
  const value = `"${'\\"x'.repeat(5e5)}"`;
  t.is(membersOf(`{"a":${value}}`).get('a'), value);
});
