import { appendFile, copyFile, rename, truncate, writeFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import { SourceFile, type SourceFileOptions } from '../../lib/sources/source-file.js';
import { requireUnchanged, verifyHead, verifyPosition } from '../../lib/sources/verify-source.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';

const LINE = `${'x'.repeat(99)}\n`;
const LOG = LINE.repeat(100);
/** In the midst of the log: neither end's fingerprint reaches over it. */
const POSITION = 9000;

/** Whether what was read of a source up to a position still holds after a change of the file. */
async function verifyAfter(
  folder: string,
  change: (path: string) => Promise<void>,
  position = POSITION,
  options: SourceFileOptions = {},
  log = LOG,
): Promise<number> {
  const path = `${folder}/source`;
  await writeFile(path, log);
  const before = await SourceFile.open(path, options);
  const identity = await before.identify(position);
  const tail = await before.tailBefore(position);
  await before.close();
  await change(path);
  const after = await SourceFile.open(path, options);
  try {
    const size = await verifyHead(after, identity);
    await verifyPosition(after, identity, position, tail);
    return size;
  } finally {
    await after.close();
  }
}

const refused = (t: ExecutionContext, verifying: Promise<unknown>, ...parts: string[]) =>
  failsWith(t, verifying, 'source-changed', '/source', '--fresh', ...parts);

test.serial('the same file, a copy, and a log that has grown are the same source', (t) =>
  withFolder(async (folder) => {
    t.is(await verifyAfter(folder, async () => {}), LOG.length);
    const copy = async (path: string) => {
      await copyFile(path, `${path}.copy`);
      await rename(`${path}.copy`, path);
    };
    t.is(await verifyAfter(folder, copy), LOG.length);
    t.is(await verifyAfter(folder, (path) => appendFile(path, LINE)), LOG.length + LINE.length);
    t.is(await verifyAfter(folder, (path) => appendFile(path, LINE), 0), LOG.length + LINE.length);
  }),
);

test.serial('a source that was truncated, edited or rotated is refused by name', (t) =>
  withFolder(async (folder) => {
    await refused(
      t,
      verifyAfter(folder, (path) => truncate(path, POSITION - 1)),
      'fewer than the 9000',
    );
    for (const at of [0, 4095, POSITION - 1, POSITION - 4096]) {
      const edited = Buffer.from(LOG);
      edited[at]! ^= 1;
      await refused(
        t,
        verifyAfter(folder, (path) => writeFile(path, edited)),
        'was edited before byte',
      );
    }
    const rotate = async (path: string) => {
      await rename(path, `${path}.1`);
      await writeFile(path, LOG.replaceAll('x', 'y'));
    };
    await refused(t, verifyAfter(folder, rotate), 'rotated or replaced');
  }),
);

test.serial('a last line that was read without its end must not have grown', (t) =>
  withFolder(async (folder) => {
    const verify = (more: string) =>
      verifyAfter(folder, (path) => appendFile(path, more), 1002, {}, `${LINE.repeat(10)}{}`);
    t.is(await verify(`\n${LINE}`), 1103);
    t.is(await verify('\r\n'), 1004);
    await refused(t, verify('{}'), 'in the middle of a line at byte 1002');
  }),
);

test.serial('a sealed source must not change at all', (t) =>
  withFolder(async (folder) => {
    const sealed = { sealed: true };
    t.is(await verifyAfter(folder, async () => {}, 50_000, sealed), LOG.length);
    await refused(
      t,
      verifyAfter(folder, (path) => appendFile(path, 'x'), 50_000, sealed),
      'now has 10001',
    );
  }),
);

test.serial('everything present at the start must stay while the source is read, and more may follow', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/source`;
    for (const [change, message] of [
      [(path: string) => appendFile(path, LINE), undefined],
      [async (path: string) => rename(path, `${path}.1`), undefined],
      [
        (path: string) => truncate(path, LOG.length - 1),
        /had 10000 bytes when the job began and now has 9999/,
      ],
      [(path: string) => writeFile(path, `y${LOG.slice(1)}`), /was written over while it was read/],
      [
        (path: string) => writeFile(path, `${LOG.slice(0, -2)}y\n${LINE}`),
        /was written over while it was read/,
      ],
    ] as const) {
      await writeFile(path, LOG);
      const file = await SourceFile.open(path);
      const seen = await file.identifyWhole();
      await change(path);
      if (message === undefined) await t.notThrowsAsync(requireUnchanged(file, seen));
      else await t.throwsAsync(requireUnchanged(file, seen), { code: 'source-changed', message });
      await file.close();
    }
  }),
);
