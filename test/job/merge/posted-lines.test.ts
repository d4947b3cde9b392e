import { EventEmitter } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import test from 'ava';
import type { FromMerge, ToMerge } from '../../../lib/job/merge/part-messages.js';
import { PostedLines } from '../../../lib/job/merge/posted-lines.js';

/** Lines with room for ten bytes in flight, what they have sent, and the port that answers. */
function posting() {
  const port = new EventEmitter();
  const sent: string[] = [];
  const lines = new PostedLines(port as unknown as MessagePort, 10, (message: FromMerge) => {
    if (message.kind === 'lines') sent.push(Buffer.from(message.lines).toString());
  });
  return { lines, sent, answer: (message: ToMerge) => port.emit('message', message), port };
}

test('lines are sent as copies, while there is room', async (t) => {
  const { lines, sent } = posting();
  const chunk = Buffer.from('7,,\n');
  await lines.add(chunk);
  chunk.fill(0);
  await lines.add(Buffer.from('8,,a=1\n'));
  t.deepEqual(sent, ['7,,\n', '8,,a=1\n']);
});

test('a worker waits while the room is full, until lines come back written', async (t) => {
  const { lines, sent, answer } = posting();
  await lines.add(Buffer.alloc(10, 'a'));
  const waiting = lines.add(Buffer.from('b'));
  t.is(sent.length, 1);
  answer({ kind: 'written', lines: new Uint8Array(10) });
  await waiting;
  t.is(sent[1], 'b');
});

test('a worker that waits fails with aborted when it must leave', async (t) => {
  const { lines, answer } = posting();
  await lines.add(Buffer.alloc(10, 'a'));
  const waiting = lines.add(Buffer.from('b'));
  answer({ kind: 'leave' });
  await t.throwsAsync(waiting, { code: 'aborted' });
});

test('closed lines no longer listen to the port', async (t) => {
  const { lines, port } = posting();
  await lines.close();
  t.is(port.listenerCount('message'), 0);
});
