import { Worker } from 'node:worker_threads';
import test from 'ava';
import { OutputTurn } from '../../../lib/job/merge/output-turn.js';

test('the first part has the first turn at offset 0, and passes it on', (t) => {
  const turn = new OutputTurn();
  const other = new OutputTurn(turn.memory);
  t.true(other.isOf(0));
  t.is(other.offset, 0);
  turn.pass(2 ** 40);
  t.false(turn.isOf(0));
  t.true(other.isOf(1));
  t.is(other.offset, 2 ** 40);
  other.await(1);
});

const PASSES_ON = `
  const { workerData: { module, memory } } = require('node:worker_threads');
  import(module).then(({ OutputTurn }) => {
    const turn = new OutputTurn(memory);
    for (let part = 1; part < 1000; part += 2) {
      turn.await(part);
      turn.pass(turn.offset + 1);
    }
  });`;

test('a thread waits until another passes the turn to it', async (t) => {
  const turn = new OutputTurn();
  const module = new URL('../../../lib/job/merge/output-turn.js', import.meta.url).href;
  const worker = new Worker(PASSES_ON, { eval: true, workerData: { module, memory: turn.memory } });
  const exited = new Promise((resolve) => worker.once('exit', resolve));
  await new Promise((resolve) => worker.once('online', resolve));
  for (let part = 0; part < 1000; part += 2) {
    turn.await(part);
    turn.pass(turn.offset + 1);
  }
  turn.await(1000);
  t.is(turn.offset, 1000);
  t.is(await exited, 0);
});

const WAITS = `
  const { workerData: { module, memory } } = require('node:worker_threads');
  import(module).then(({ OutputTurn }) => {
    try {
      new OutputTurn(memory).await(7);
    } catch (error) {
      process.exitCode = error.code === 'aborted' ? 7 : 1;
    }
  });`;

test('giving up the output ends all waiting, even if the turn is passed on afterwards', async (t) => {
  for (const passed of [false, true]) {
    const turn = new OutputTurn();
    const module = new URL('../../../lib/job/merge/output-turn.js', import.meta.url).href;
    const worker = new Worker(WAITS, { eval: true, workerData: { module, memory: turn.memory } });
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    await new Promise((resolve) => worker.once('online', resolve));
    turn.giveUp();
    if (passed) turn.pass(5);
    t.is(await exited, 7);
    t.false(turn.isOf(0));
  }
});
