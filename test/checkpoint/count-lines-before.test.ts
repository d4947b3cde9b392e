import test from 'ava';
import { countLinesBefore } from '../../lib/checkpoint/count-lines-before.js';
import { lineAtPosition } from '../../lib/checkpoint/lines-before.js';
import { formatReject, type Reject } from '../../lib/records/reject.js';

const IN_RANGE = lineAtPosition({ start: { source: 0, offset: 500 }, runs: [] })!;

const reject = (offset: number, line?: number): Reject => ({
  ...{ offset, length: 3, code: 'bad-id', message: 'odd', text: 'ä\n' },
  ...(line === undefined ? {} : { line }),
});

async function counted(rejects: readonly Reject[], linesBefore: number, partBytes: number): Promise<string> {
  const bytes = Buffer.from(rejects.map(formatReject).join(''));
  async function* parts() {
    for (let from = 0; from < bytes.length; from += partBytes) yield bytes.subarray(from, from + partBytes);
  }
  const texts: Uint8Array[] = [];
  for await (const part of countLinesBefore(parts(), linesBefore)) texts.push(part);
  return Buffer.concat(texts).toString();
}

test('the lines before a range are added to its first source, wherever the bytes are cut', async (t) => {
  const before = [reject(500, IN_RANGE), reject(510, IN_RANGE + 2), reject(5, 2), reject(600, 4)];
  const after = [reject(500, 101), reject(510, 103), reject(5, 2), reject(600, 4)];
  for (const partBytes of [1, 7, 100, 10_000]) {
    t.is(await counted(before, 100, partBytes), after.map(formatReject).join(''));
  }
});

test('rejects without a line stay as they are', async (t) => {
  const rejects = [reject(500), reject(510)];
  t.is(await counted(rejects, 100, 64), rejects.map(formatReject).join(''));
});
