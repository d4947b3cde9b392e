import test from 'ava';
import fc from 'fast-check';
import { elementPlaces, placeOfPath } from '../../lib/in-memory/text-places.js';

const textAt = (json: string, path: readonly string[]) => {
  const place = placeOfPath(json, path);
  return place === undefined ? undefined : json.slice(place.start, place.end);
};

test('the value at a path is found where it stands, of a name given twice the last', (t) => {
  const json = ' { "a" : {"b":[1, "]"],"c" : "x\\"}"} , "a\\u0062": -1.5e3,"d":null, "d":{} } ';
  t.is(textAt(json, ['a', 'b']), '[1, "]"]');
  t.is(textAt(json, ['a', 'c']), '"x\\"}"');
  t.is(textAt(json, ['ab']), '-1.5e3');
  t.is(textAt(json, ['d']), '{}');
  t.is(textAt(json, ['a']), '{"b":[1, "]"],"c" : "x\\"}"}');
});

test('there is nothing behind what is absent or no object', (t) => {
  const json = '{"a":{"b":1},"c":["a"]}';
  for (const path of [['x'], ['a', 'x'], ['a', 'b', 'x'], ['c', 'a'], ['c', '0']])
    t.is(textAt(json, path), undefined);
});

test('the elements of an array are found, and nothing between them', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 6 }),
      fc.constantFrom('', ' ', '\t\r\n'),
      (values, space) => {
        const texts = values.map((value) => JSON.stringify(value));
        const json = `[${space}${texts.join(`${space},${space}`)}${space}]`;
        t.deepEqual(
          elementPlaces(json, 0).map(({ start, end }) => json.slice(start, end)),
          texts,
        );
      },
    ),
  );
});
