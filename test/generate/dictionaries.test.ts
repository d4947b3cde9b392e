import test from 'ava';
import { COMMON_ATTRIBUTES, loadDictionaries } from '../../lib/generate/dictionaries.js';

test('no text needs escaping, in JSON or in a summary, and none is empty', async (t) => {
  for (const [kind, table] of Object.entries(await loadDictionaries())) {
    t.true(table.size > 20, kind);
    const bad = Array.from({ length: table.size }, (_, i) => table.text(i)).filter(
      (text) => text === '' || /[,=\r\n]/.test(text) || JSON.stringify(text) !== `"${text}"`,
    );
    t.deepEqual(bad, [], kind);
  }
});

test('there are many attribute names, the common ones among them, and event names fit 16 bits', async (t) => {
  const { attributeNames, eventNames } = await loadDictionaries();
  t.true(attributeNames.size > 100_000);
  for (const name of COMMON_ATTRIBUTES) t.not(attributeNames.indexOf(name), -1);
  t.true(eventNames.size > 1000 && eventNames.size < 2 ** 16);
});
