import { readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import fc from 'fast-check';
import { summarize } from '../../lib/index.js';
import { firstRejects, rejectedLines } from '../../lib/job/first-rejects.js';
import type { Reject } from '../../lib/records/reject.js';
import { logArbitrary } from '../support/arbitraries.js';
import { withFolder } from '../support/folder.js';

test('the first rejected lines are those of the rejects file; without one the first is read again from its source', (t) =>
  fc.assert(
    fc.asyncProperty(logArbitrary({ maxLines: 60 }), fc.integer({ min: 1, max: 4 }), (log, most) =>
      withFolder(async (folder) => {
        const [source, rejects] = [`${folder}/log`, `${folder}/rejects`];
        await writeFile(source, log);
        const options = { source, rejects, output: `${folder}/summary`, allowEmpty: true };
        const { firstReject: first } = await summarize(options);
        const all = (await readFile(rejects, 'utf8')).split('\n').slice(0, -1);
        const expected = all.slice(0, most).map((line) => JSON.parse(line) as Reject);
        t.deepEqual(await firstRejects({ rejects, source, first }, most), expected);
        const again = await firstRejects({ rejects: undefined, source, first }, most);
        t.is(again.length, first === null ? 0 : 1);
        for (const { code, line, text } of again) {
          t.like({ code, line }, { code: expected[0]!.code, line: expected[0]!.line });
          t.true(expected[0]!.text.startsWith(text), text);
        }
      }),
    ),
    { numRuns: 40 },
  ));

test('what cannot be read again is not shown: archives, pipes, files that are gone, values of JSON', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/log.gz`, gzipSync('x\n'));
    const first = { offset: 0, code: 'malformed-json' } as const;
    for (const source of [`${folder}/log.gz`, `${folder}/gone`, folder, '/dev/null', undefined])
      t.deepEqual(
        (await firstRejects({ rejects: `${folder}/gone`, source, first }, 3)).filter(
          ({ text }) => text !== '',
        ),
        [],
      );
  }));

test('of several sources the one that the reject names is read', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/b`, 'ok\nbad line\r\nok\n');
    const first = { source: `${folder}/b`, offset: 3, code: 'malformed-json' } as const;
    t.deepEqual(await firstRejects({ rejects: undefined, source: undefined, first }, 3), [
      { source: `${folder}/b`, code: 'malformed-json', text: 'bad line', line: 2 },
    ]);
  }));

test('no source is read again whose offsets are no bytes, or that kept work may know by another name', (t) => {
  const first = { source: 'b', offset: 3, code: 'malformed-json' } as const;
  const job = { rejects: undefined, sources: ['a', 'b'], input: 'lines', keep: false } as const;
  t.deepEqual(rejectedLines(job, first), { rejects: undefined, source: undefined, first });
  t.is(rejectedLines({ ...job, sources: ['a'] }, first).source, 'a');
  for (const other of [{ keep: true }, { input: 'json' }] as const) {
    t.deepEqual(rejectedLines({ ...job, sources: ['a'], ...other }, first), {
      ...{ rejects: undefined, source: undefined },
      first: { offset: 3, code: 'malformed-json' },
    });
    t.is(rejectedLines({ ...job, ...other }, null).first, null);
  }
});
