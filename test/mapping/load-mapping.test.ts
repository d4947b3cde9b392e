import { writeFile } from 'node:fs/promises';
import test from 'ava';
import { dir } from 'tmp-promise';
import { loadMapping } from '../../lib/mapping/load-mapping.js';
import { PRESET_NAMES } from '../../lib/mapping/presets.js';

test('the name of a preset stays as it is', async (t) => {
  for (const name of PRESET_NAMES) t.is(await loadMapping(name), name);
});

test('a file is read as a mapping, and any fault in it is named', async (t) => {
  const { path, cleanup } = await dir({ unsafeCleanup: true });
  const file = `${path}/map.json`;
  const mapping = { preset: 'segment', name: ['event', 'name'] };
  await writeFile(file, JSON.stringify(mapping));
  t.deepEqual(await loadMapping(file), mapping as never);
  await writeFile(file, '{"preset":"segment","name":7}');
  await t.throwsAsync(loadMapping(file), {
    code: 'bad-option',
    message: `${file}: name must be a path such as 'properties.id', or a list of them, not 7`,
  });
  const error = await t.throwsAsync(loadMapping(file));
  t.like(error, { file, expected: "a path such as 'properties.id', or a list of them", found: '7' });
  await writeFile(file, '{"preset":');
  await t.throwsAsync(loadMapping(file), { code: 'bad-option', message: /map\.json is not JSON: / });
  await cleanup();
  await t.throwsAsync(loadMapping(file), {
    code: 'bad-option',
    message: /^cannot read the mapping .*map\.json: no such file .*; a preset is one of segment, .*, plain$/,
  });
});
