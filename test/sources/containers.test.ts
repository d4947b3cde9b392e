import { deflateSync, gzipSync } from 'node:zlib';
import test from 'ava';
import { containerOf, refuseContainer } from '../../lib/sources/containers.js';

const tar = Buffer.alloc(512);
tar.write('log.json');
tar.write('ustar\u000000', 257, 'latin1');

for (const [head, what, way] of [
  [Buffer.from('fd377a585a000004', 'hex'), 'an xz archive', 'xz -dc x.bin | spillway summarize - …'],
  [Buffer.from('BZh91AY&SY'), 'a bzip2 archive', 'bzip2 -dc x.bin | '],
  [Buffer.from('04224d18', 'hex'), 'an LZ4 archive', 'lz4 -dc x.bin | '],
  [Buffer.from('377abcaf271c', 'hex'), 'a 7-Zip archive', '7z e -so x.bin | '],
  [Buffer.from('PAR1\x15\0'), 'a Parquet file', 'duckdb '],
  [Buffer.from('Obj\x01'), 'an Avro file', 'avro cat x.bin | '],
  [Buffer.from('ORC\n'), 'an ORC file', 'orc-contents x.bin | '],
  [tar, 'a tar archive', 'tar -xOf x.bin | '],
  [
    deflateSync(Buffer.from('{"a":1}\n'.repeat(9000))).subarray(0, 4096),
    'a zlib stream',
    'pigz -dc x.bin | ',
  ],
  [Buffer.from('\ufeff{}', 'utf16le'), 'UTF-16 text', 'iconv -f UTF-16 -t UTF-8 x.bin | '],
  [Buffer.from('{"a":1}', 'utf16le'), 'UTF-16 text', 'iconv '],
  [Buffer.from('[{"a":1}]', 'utf16le').swap16(), 'UTF-16 text', 'iconv '],
  [Buffer.from('<!DOCTYPE html>\n<html>'), 'an HTML page', 'fetch the export again'],
  [Buffer.from('\ufeff  <html lang="en">'), 'an HTML page', 'fetch'],
  [Buffer.from('<?xml version="1.0"?>\n'), 'XML', 'convert it to JSON'],
  [Buffer.from('user,name\n1,a\n2,b\n'), 'CSV', 'mlr --icsv --ojsonl cat x.bin | '],
  [Buffer.from('"user";"name";x\r\n1;a;x\r\n'), 'CSV', 'mlr'],
  [Buffer.from('user\tname\n1\ta\n'), 'CSV', 'mlr'],
] as const) {
  test(`recognises ${what} by its first bytes, ${head.subarray(0, 6).toString('hex')}, and says how to read it`, (t) => {
    const found = containerOf(head, 'x.bin');
    t.true(found?.what.startsWith(what), found?.what);
    t.true(found?.way.includes(way), found?.way);
    const error = t.throws(() => refuseContainer(head, 'x.bin'));
    t.like(error, { code: 'source-unreadable', file: 'x.bin' });
  });
}

for (const text of [
  '',
  '{"a":1}\n',
  '[{"a":1}]',
  '\ufeff{"a":1}\n',
  'nonsense\nmore\n',
  'x^2\n',
  'a, b\n{"a":1}\n',
  '7\n8\n',
  '{"a":1},\n{"b":2},\n',
  '<13>Nov 1 host\n',
  'BZh9',
]) {
  test(`does not take other bytes for a container: ${JSON.stringify(text)}`, (t) => {
    t.is(containerOf(Buffer.from(text), 'x'), undefined);
    t.notThrows(() => refuseContainer(Buffer.from(text), 'x'));
  });
}

test('takes a file for brotli by its name, unless its content is text', (t) => {
  const head = Buffer.from('1b0f00f8', 'hex');
  t.throws(() => refuseContainer(head, 'x.json.br'), { message: /brotli.*brotli -dc x\.json\.br \| / });
  t.notThrows(() => refuseContainer(Buffer.from('{"a":1}\n'), 'x.br'));
  t.notThrows(() => refuseContainer(head, 'x.json'));
});

test('refuses an archive within an archive', (t) => {
  t.throws(() => refuseContainer(gzipSync('{}'), 'x'), { message: /gzip within another archive/ });
});

test('quotes the file for a shell', (t) => {
  const found = containerOf(Buffer.from('fd377a585a00', 'hex'), "it's here");
  t.true(found?.way.includes(`xz -dc 'it'\\''s here' | `));
});
