import test from 'ava';
import { FieldReader } from '../../lib/checkpoint/field-reader.js';
import { failsWith } from '../support/fails-with.js';

function read(json: string): FieldReader {
  return FieldReader.parse('state.json', Buffer.from(json), 'restore it');
}

test('reads valid fields', (t) => {
  const root = read('{"count":3,"name":"run","flag":true,"list":[1,2],"nothing":null,"inner":{"count":0}}');
  t.is(root.field('count').integer(), 3);
  t.is(root.field('name').text(/^run$/), 'run');
  t.true(root.field('flag').flag());
  t.deepEqual(
    root
      .field('list')
      .items()
      .map((item) => item.integer()),
    [1, 2],
  );
  t.true(root.field('nothing').isNull);
  t.false(root.field('count').isNull);
  t.is(root.field('inner').field('count').integer(), 0);
  t.deepEqual(root.field('inner').record(), { count: 0 });
});

test('damage is reported with file, field, expectation, finding and way out', async (t) => {
  const root = read('{"runs":[{"bytes":-1}],"name":"x","flag":1,"list":{},"big":9007199254740993}');
  const bytes = () => root.field('runs').items()[0]!.field('bytes').integer();
  await failsWith(
    t,
    bytes,
    'state-corrupt',
    'state.json',
    "'runs[0].bytes'",
    'at least 0',
    '-1',
    'restore it',
  );
  await failsWith(t, () => root.field('name').text(/^run$/), 'state-corrupt', "'name'", '"x"');
  await failsWith(t, () => root.field('name').integer(), 'state-corrupt', 'a whole number');
  await failsWith(t, () => root.field('flag').flag(), 'state-corrupt', 'true or false');
  await failsWith(t, () => root.field('list').items(), 'state-corrupt', 'a list');
  await failsWith(t, () => root.field('name').record(), 'state-corrupt', 'an object');
  await failsWith(t, () => root.field('big').integer(), 'state-corrupt', 'a whole number');
  await failsWith(t, () => root.field('absent').integer(), 'state-corrupt', 'not absent');
  await failsWith(t, () => read('[]').field('a'), 'state-corrupt', 'the whole must be an object');
});

test('a field whose name every object inherits is absent', async (t) => {
  for (const name of ['constructor', '__proto__', 'toString']) {
    await failsWith(t, () => read('{}').field(name).record(), 'state-corrupt', 'absent');
  }
  t.is(read('{"__proto__":7}').field('__proto__').integer(), 7);
});

test('a file that is not JSON, or not UTF-8, is damaged', async (t) => {
  for (const bytes of ['', '{', '{}x', '\0', Buffer.from([0x22, 0xff, 0x22])]) {
    await failsWith(
      t,
      () => FieldReader.parse('/f', Buffer.from(bytes as string), 'restore it'),
      'state-corrupt',
      '/f is damaged: it is not JSON; restore it',
    );
  }
});

test('a message quotes no more than a hundred characters of what it found', async (t) => {
  const found = read(`{"name":"${'x'.repeat(10_000)}"}`).field('name');
  const error = await t.throwsAsync(async () => found.integer());
  t.true(error!.message.length < 300);
});
