import { writeFile } from 'node:fs/promises';
import test from 'ava';
import { dir } from 'tmp-promise';
import { spillway } from '../../support/command.js';

test('verify exits with 0 if the files are equal, with 1 and the first difference if not, with 2 for wrong usage', async (t) => {
  const { path: cwd, cleanup } = await dir({ unsafeCleanup: true });
  t.teardown(cleanup);
  await writeFile(`${cwd}/a`, '17,city=Oslo,\n20,,page=1\n');
  await writeFile(`${cwd}/b`, '17,city=Bergen,\n20,,page=1\n');
  await writeFile(`${cwd}/escaped`, '17,city=B\\,,\n');
  await writeFile(`${cwd}/escaped-too`, '17,city=B\\,x,\n');
  const verify = (...args: string[]) => spillway(cwd, 'verify', ...args);

  t.deepEqual(await verify('a', 'a'), {
    code: 0,
    signal: null,
    stdout: '',
    stderr: 'a and a are equal: 2 lines, 25 bytes\n',
  });
  t.deepEqual(await verify('a', 'b'), {
    code: 1,
    signal: null,
    stdout: '',
    stderr:
      "spillway: a differs from b in line 1, at byte 8:\nuser 17: attribute city is 'Oslo', expected 'Bergen'\n",
  });
  t.is(
    (await verify('escaped', 'escaped-too', '--delimiters', 'escape')).stderr,
    "spillway: escaped differs from escaped-too in line 1, at byte 11:\nuser 17: attribute city is 'B\\,', expected 'B\\,x'\n",
  );
  t.deepEqual(await verify('a', 'missing'), {
    code: 1,
    signal: null,
    stdout: '',
    stderr: 'spillway: cannot read missing: no such file or directory (ENOENT)\n',
  });
  t.is((await verify('a')).code, 2);
  t.is((await verify('a', 'b', '--delimiters', 'none')).code, 2);
});

test('verify accepts NDJSON and CSV that another program wrote, in any quotes and layout', async (t) => {
  const { path: cwd, cleanup } = await dir({ unsafeCleanup: true });
  t.teardown(cleanup);
  await writeFile(`${cwd}/a.csv`, 'user_id,kind,name,value\n17,attribute,city,Oslo\n');
  await writeFile(`${cwd}/b.csv`, '"17","attribute","city","Oslo"\r\n');
  await writeFile(`${cwd}/c.csv`, '"17","attribute","city","Bergen"\r\n');
  await writeFile(`${cwd}/d.ndjson`, '{"user_id":"17","attributes":{"city":"Oslo"}}\n');
  const verify = (...args: string[]) => spillway(cwd, 'verify', ...args);

  const equal = await verify('a.csv', 'b.csv');
  t.is(equal.code, 0);
  t.is(
    equal.stderr,
    'a.csv and b.csv are equal: 2 lines, 47 bytes; they hold the same facts, with other quotes or in another layout\n',
  );
  t.is((await verify('b.csv', 'b.csv', '--format', 'csv', '--quiet')).stderr, '');
  const different = await verify('b.csv', 'c.csv', '--format', 'csv');
  t.is(different.code, 1);
  t.is(
    different.stderr,
    "spillway: b.csv differs from c.csv in line 1, at byte 0:\nuser 17: attribute city is 'Oslo', expected 'Bergen'\n",
  );
  const formats = await verify('a.csv', 'd.ndjson');
  t.is(formats.code, 1);
  t.regex(formats.stderr, /\nthe reference is in the format ndjson, expected csv\n$/);
  t.is((await verify('a.csv', 'b.csv', '--format', 'xml')).code, 2);
});
