import { appendFile, symlink, unlink, writeFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import test from 'ava';
import { extendChecksum, readSavedRejects, type SavedRejects } from '../../lib/checkpoint/saved-rejects.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';

const TEXT = '{"offset":0}\n'.repeat(200_000);

async function readAll(saved: SavedRejects): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of readSavedRejects(saved)) parts.push(part);
  return Buffer.concat(parts).toString();
}

test('reads the saved bytes in parts, and nothing after them', (t) =>
  withFolder(async (folder) => {
    const file = `${folder}/rejects`;
    await writeFile(file, TEXT);
    await appendFile(file, 'not saved');
    t.is(await readAll({ file, length: TEXT.length, checksum: crc32(TEXT) }), TEXT);
    t.is(await readAll({ file: `${folder}/none`, length: 0, checksum: 0 }), '');
  }));

test('the checksum extends to newly saved bytes', (t) =>
  withFolder(async (folder) => {
    const file = `${folder}/rejects`;
    await writeFile(file, TEXT);
    const half = { file, length: TEXT.length / 2, checksum: crc32(TEXT.slice(0, TEXT.length / 2)) };
    t.is(await extendChecksum(half, TEXT.length), crc32(TEXT));
    t.is(await extendChecksum(half, half.length), half.checksum);
    await failsWith(t, extendChecksum(half, TEXT.length + 1), 'state-corrupt', file);
  }));

test('saved rejects that are damaged, too short, missing or not a file are refused by name', (t) =>
  withFolder(async (folder) => {
    const file = `${folder}/rejects`;
    const saved = { file, length: TEXT.length, checksum: crc32(TEXT) };
    await writeFile(file, `x${TEXT.slice(1)}`);
    await failsWith(t, readAll(saved), 'state-corrupt', file, 'checksum', '--fresh');
    await writeFile(file, TEXT.slice(1));
    await failsWith(t, readAll(saved), 'state-corrupt', file, `has ${TEXT.length - 1} bytes`, '--fresh');
    await unlink(file);
    await failsWith(t, readAll(saved), 'state-corrupt', file, 'is missing', '--fresh');
    await writeFile(`${folder}/elsewhere`, TEXT);
    await symlink(`${folder}/elsewhere`, file);
    await failsWith(t, readAll(saved), 'io', file, 'ELOOP');
  }));
