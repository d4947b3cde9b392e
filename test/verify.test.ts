import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import fc from 'fast-check';
import { dir } from 'tmp-promise';
import { CsvFormatter } from '../lib/format/csv.js';
import { NdjsonFormatter } from '../lib/format/ndjson.js';
import { SpillwayError, type VerifyOptions, type VerifyStats, verify } from '../lib/index.js';
import type { Summary } from '../lib/records/summary.js';
import { summariesArbitrary } from './support/summaries-arbitrary.js';
import { summaryBatchesOf } from './support/summary-batches.js';

/** What `verify` says of two files with these contents. */
async function compare(
  output: string | Uint8Array,
  reference: string | Uint8Array,
  options?: VerifyOptions,
): Promise<VerifyStats | SpillwayError> {
  const { path, cleanup } = await dir({ unsafeCleanup: true });
  try {
    await writeFile(`${path}/output`, output);
    await writeFile(`${path}/reference`, reference);
    return await verify(`${path}/output`, `${path}/reference`, options);
  } catch (error) {
    if (error instanceof SpillwayError) return error;
    throw error;
  } finally {
    await cleanup();
  }
}

/** The message without its first line, which names the files and the place. */
async function explanation(...given: Parameters<typeof compare>): Promise<string | undefined> {
  const result = await compare(...given);
  return result instanceof SpillwayError ? result.message.split('\n').slice(1).join('\n') : undefined;
}

const REFERENCE = '1,city=Oslo,zip=7,page=3,view=1\n10,,page=2\n17,city=Bergen,\n2,a=x,b=y,a=2\n';

test('two equal files pass, and their lines and bytes are counted', async (t) => {
  t.deepEqual(await compare(REFERENCE, REFERENCE), { lines: 4, bytes: REFERENCE.length, identical: true });
  t.deepEqual(await compare('', ''), { lines: 0, bytes: 0, identical: true });
  t.deepEqual(await compare('1,a=b,', '1,a=b,'), { lines: 0, bytes: 6, identical: true });
});

const cases: readonly (readonly [change: readonly [string, string], message: string])[] = [
  [['Bergen', 'Oslo'], "user 17: attribute city is 'Oslo', expected 'Bergen'"],
  [['page=2', 'page=3'], 'user 10: event page has count 3, expected 2'],
  [['view=1', 'view=2'], 'user 1: event view has count 2, expected 1'],
  [['zip=7', 'zip=8'], "user 1: attribute zip is '8', expected '7'"],
  [['city=Oslo,zip', 'zip'], 'user 1: attribute city is missing'],
  [['zip=7,', ''], 'user 1: attribute zip is missing'],
  [[',view=1', ''], 'user 1: event view is missing'],
  [[',page=2', ','], 'user 10: event page is missing'],
  [['city=Oslo', 'age=3,city=Oslo'], 'user 1: attribute age is not in the reference'],
  [['view=1', 'view=1,when=4'], 'user 1: event when is not in the reference'],
  [
    ['city=Oslo,zip=7', 'zip=7,city=Oslo'],
    "user 1: the names are in a different order: found 'zip' where attribute city is expected",
  ],
  [
    ['17,city=Bergen,', '17,city=Bergen'],
    'user 17: an empty section keeps its comma in the reference, but not in the output',
  ],
  [
    ['10,,page', '10,page'],
    'user 10: an empty section keeps its comma in the reference, but not in the output',
  ],
  [['a=x,', ',a=x,'], 'user 2: an empty section keeps its comma in the output, but not in the reference'],
  [['zip=7', 'zip'], "user 1: found 'zip' where 'zip=7' is expected"],
  [['10,,page=2\n', ''], 'user 10 is missing: found user 17 instead'],
  [['2,a=x,b=y,a=2\n', ''], 'user 2 is missing: the output ends here'],
  [['17,', '14,n=1,\n17,'], 'user 14 is not in the reference'],
  [['a=2\n', 'a=2\n9,,a=1\n'], 'user 9 is not in the reference'],
  [['17,city', '17,city=Bergen,\n17,city'], 'user 17 appears a second time'],
  [
    ['10,,page=2\n17,city=Bergen,\n2,a=x,b=y,a=2\n', '2,a=x,b=y,a=2\n10,,page=2\n17,city=Bergen,\n'],
    'the users are in a different order: found user 2, expected user 10, who comes later\n(a summary can be in byte order or in numeric order)',
  ],
  [['a=2\n', 'a=2'], 'user 2: the last line of the output has no line end'],
  [['y,a=2\n', 'y,a='], "user 2: the output breaks off after '2,a=x,b=y,a='"],
  [['view=1\n', 'view=1\r\n'], 'user 1: the line ends in CR LF, expected LF'],
  [['10,', '\n10,'], "user '' is not in the reference"],
];

for (const [[from, to], message] of cases) {
  test(`${JSON.stringify(to)} in place of ${JSON.stringify(from)} is explained as: ${message.split('\n')[0]}`, async (t) => {
    const output = REFERENCE.replace(from, to);
    t.not(output, REFERENCE);
    t.is(await explanation(output, REFERENCE), message);
  });
}

test('a fault in the reference is explained as one', async (t) => {
  const swapped = (from: string, to: string) => explanation(REFERENCE, REFERENCE.replace(from, to));
  t.is(await swapped('a=2\n', 'a=2'), 'user 2: the last line of the reference has no line end');
  t.is(await swapped('view=1\n', 'view=1\r\n'), 'user 1: the line ends in LF, expected CR LF');
  t.is(
    await swapped('17,city', '17,city=Bergen,\n17,city'),
    'user 17 appears a second time in the reference',
  );
  t.is(await swapped('y,a=2\n', 'y'), "user 2: the reference breaks off after '2,a=x,b=y'");
});

test('the error names the files, the line and the byte, and has both values as found and expected', async (t) => {
  const error = await compare(REFERENCE.replace('Bergen', 'Oslo'), REFERENCE);
  t.true(error instanceof SpillwayError);
  const { code, message, file, offset, found, expected } = error as SpillwayError;
  t.is(code, 'different');
  t.regex(message, /output differs from .*reference in line 3, at byte 51:\n/);
  t.regex(file!, /output$/);
  t.deepEqual([offset, found, expected], [REFERENCE.indexOf('Bergen'), 'Oslo', 'Bergen']);
});

test('if a line does not tell attributes from events, the message does not guess', async (t) => {
  t.is(await explanation('1,a=1,b=2\n', '1,a=1,b=3\n'), "user 1: b is '2', expected '3'");
});

test('an escaped delimiter belongs to its text', async (t) => {
  const [escaped, rejected] = [{ delimiters: 'escape' }, { delimiters: 'reject' }] as const;
  const reference = 'u\\,v,a\\=b=c\\\\,x\\,y=1\n';
  t.is(
    await explanation('u\\,v,a\\=b=d,x\\,y=1\n', reference, escaped),
    "user 'u\\,v': attribute 'a\\=b' is 'd', expected 'c\\\\'",
  );
  t.is(
    await explanation('u\\,v,a\\=b=c\\\\,x\\,y=2\n', reference, escaped),
    "user 'u\\,v': 'x\\,y' is '2', expected '1'",
  );
  t.is(await explanation('u\\,v,x=1\n', 'u\\,v,y=1\n', rejected), "user 'u\\': 'y' is missing");
  t.is(await explanation('u\\,v,x=1\n', 'u\\,v,y=1\n'), "user 'u\\,v': 'y' is missing");
});

test('a long text is shown around the difference, and with all its invisible bytes', async (t) => {
  const long = (end: string) => `1,a=${'é'.repeat(400)}${end}${'z'.repeat(400)},\n`;
  t.is(
    await explanation(long('x'), long('y')),
    `user 1: attribute a is '…${'é'.repeat(10)}x${'z'.repeat(39)}…', expected '…${'é'.repeat(10)}y${'z'.repeat(39)}…'`,
  );
  t.is(
    await explanation('1,a=\x07,\n', '1,a=\u200b,\n'),
    "user 1: attribute a is '\\u{7}', expected '\\u{200b}'",
  );
  const bytes = (byte: number) => Buffer.concat([Buffer.from('1,a='), Buffer.of(byte), Buffer.from(',\n')]);
  t.is(await explanation(bytes(0xff), bytes(0xfe)), "user 1: attribute a is '\\xff', expected '\\xfe'");
});

test('a line of any length is compared, even if it is too long to explain', async (t) => {
  const line = (value: string) => `1,a=${'x'.repeat(2 ** 20)},b=${value},\n2,,e=1\n`;
  t.is(
    await explanation(line('y'), line('z')),
    `user 1: the line is too long to explain: it differs at its byte ${4 + 2 ** 20 + 3}`,
  );
  const many = Array.from({ length: 300_000 }, (_, i) => `${i},a=b,\n`).join('');
  t.is(
    await explanation(many.replace('\n250000,a=b,\n', '\n'), many),
    'user 250000 is missing: found user 250001 instead',
  );
  t.deepEqual(await compare(many, many), { lines: 300_000, bytes: many.length, identical: true });
});

test('any change of bytes is reported as a difference, at the first byte that changed', (t) => {
  const pieces = fc.constantFrom('1', '2', 'a', ',', ',', '=', '=', '\n', '\n', '\r', '\\', 'é', '\0');
  const file = fc.array(pieces, { maxLength: 24 }).map((texts) => Buffer.from(texts.join('')));
  return fc.assert(
    fc.asyncProperty(
      file,
      file,
      fc.boolean(),
      fc.constantFrom('reject', 'escape'),
      async (a, b, near, delimiters) => {
        const output = near ? Buffer.concat([b, a]) : a;
        const result = await compare(output, b, { delimiters });
        let equal = 0;
        while (equal < output.length && output[equal] === b[equal]) equal++;
        if (output.equals(b)) t.is((result as VerifyStats).bytes, b.length);
        else t.is((result as SpillwayError).offset, equal);
        if (result instanceof SpillwayError) {
          t.is(result.code, 'different');
          t.regex(result.message, /\n(user|the users are)/);
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('a file that cannot be read, or is not a regular file, is named', async (t) => {
  const { path, cleanup } = await dir({ unsafeCleanup: true });
  t.teardown(cleanup);
  await writeFile(`${path}/there`, 'x');
  const missing = `${path}/missing`;
  await t.throwsAsync(verify(missing, `${path}/there`), {
    code: 'io',
    message: `cannot read ${missing}: no such file or directory (ENOENT)`,
  });
  await t.throwsAsync(verify(`${path}/there`, missing), { code: 'io', message: /missing/ });
  await t.throwsAsync(verify(`${path}/there`, path), { code: 'io', message: /it is a directory/ });
  execFileSync('mkfifo', [`${path}/pipe`]);
  await t.throwsAsync(verify(`${path}/there`, `${path}/pipe`), {
    code: 'io',
    message: /it is not a regular file/,
  });
  await t.throwsAsync(verify('a', 'b', { delimiter: 'escape' } as VerifyOptions), { code: 'bad-option' });
});

test('the output, the reference or both may be compressed', async (t) => {
  const [ours, theirs] = ['1,a=b,\n2,,c=1\n', '1,a=b,\n2,,c=2\n'];
  t.deepEqual(await compare(gzipSync(ours), ours), { bytes: ours.length, lines: 2, identical: true });
  t.deepEqual(await compare(ours, gzipSync(ours)), { bytes: ours.length, lines: 2, identical: true });
  const different = await compare(gzipSync(ours), gzipSync(theirs));
  t.like(different, { code: 'different', found: '1', expected: '2' });
});

test('found and expected are decoded texts, not bytes', async (t) => {
  t.like(await compare('1,a=é,\n', '1,a=ü,\n'), { found: 'é', expected: 'ü' });
  t.like(await compare('1,event,é,2\n', '1,event,é,3\n', { format: 'csv' }), { found: '2', expected: '3' });
});

/** CSV as another program might write it. */
function otherCsv(summaries: readonly Summary[]): string {
  const rows = summaries.flatMap(({ user_id, attributes, events }) => {
    const facts = [
      ...[...attributes].map((entry) => ['attribute', ...entry]),
      ...[...events].map((entry) => ['event', ...entry]),
    ];
    return (facts.length > 0 ? facts : [['', '', '']]).map((fact) => [user_id, ...fact]);
  });
  const field = (text: unknown) => `"${String(text).replaceAll('"', '""')}"`;
  return rows.map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

function otherNdjson(summaries: readonly Summary[]): string {
  const objectOf = (entries: ReadonlyMap<string, unknown>) => Object.fromEntries([...entries].reverse());
  return summaries
    .map(({ user_id, attributes, events }) => {
      const summary = { events: objectOf(events), attributes: objectOf(attributes), user_id };
      return `${JSON.stringify(summary).replaceAll(':{', ': {')}\n`;
    })
    .join('');
}

const FORMATS = {
  csv: { formatter: () => new CsvFormatter(true), other: otherCsv },
  ndjson: { formatter: () => new NdjsonFormatter(), other: otherNdjson },
} as const;

for (const format of ['csv', 'ndjson'] as const) {
  test(`${format} from another program is equal if, and only if, it says the same`, (t) =>
    fc.assert(
      fc.asyncProperty(summariesArbitrary(), fc.boolean(), async (summaries, whole) => {
        const users = [...new Map(summaries.map((user) => [user.user_id, user])).values()];
        const formatter = FORMATS[format].formatter();
        const batches = summaryBatchesOf(users, 3).map((batch) => Buffer.from(formatter.format(batch)));
        const ours = Buffer.concat([...batches, formatter.end()]);
        const theirs = FORMATS[format].other(whole ? users : users.slice(0, -1));
        const result = await compare(ours, theirs, { format });
        if (whole || users.length === 0) t.is((result as VerifyStats).bytes, ours.length);
        else {
          t.like(result, { code: 'different' });
          t.true((result as SpillwayError).message.endsWith(' is not in the reference'));
        }
      }),
      { numRuns: 100 },
    ));
}

test('CSV that says the same is equal, but identical only if its bytes are', async (t) => {
  const csv = 'user_id,kind,name,value\n7,event,page,2\n';
  t.like(await compare(csv, csv), { identical: true });
  t.like(await compare(csv, csv.replaceAll('\n', '\r\n')), { identical: false, lines: 2, bytes: csv.length });
  t.like(await compare(gzipSync(csv), csv.replaceAll('7', '"7"')), { identical: false });
  t.regex(
    (await explanation(csv, '{"user_id":"7","events":{"page":2}}\n'))!,
    /^the reference is in the format ndjson, expected csv$/,
  );
  t.is(await explanation(csv, csv.replace('2', '3')), 'user 7: event page has count 2, expected 3');
});
