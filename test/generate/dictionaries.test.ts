import test from 'ava';
import { COMMON_ATTRIBUTES, makeDictionaries } from '../../lib/generate/dictionaries.js';

test('no text is empty or needs escaping, in JSON or in a summary', (t) => {
  for (const [kind, table] of Object.entries(makeDictionaries())) {
    t.true(table.size > 20, kind);
    const bad = Array.from({ length: table.size }, (_, i) => table.text(i)).filter(
      (text) => text === '' || /[,=\r\n]/.test(text) || JSON.stringify(text) !== `"${text}"`,
    );
    t.deepEqual(bad, [], kind);
  }
});

test('there are many attribute names, including the common ones, and the event names fit in 16 bits', (t) => {
  const { attributeNames, eventNames } = makeDictionaries();
  t.true(attributeNames.size > 100_000);
  for (const name of COMMON_ATTRIBUTES) t.not(attributeNames.indexOf(name), -1);
  t.true(eventNames.size > 1000 && eventNames.size < 2 ** 16);
});
