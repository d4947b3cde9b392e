import test from 'ava';
import { cannotTell } from '../../lib/checkpoint/cannot-tell.js';

test('each names the file, how much of it was read, and both ways out', (t) => {
  for (const error of [
    cannotTell.lost('app.log', 4711),
    cannotTell.grown('app.log', 'app.log.1', 4711),
    cannotTell.changed('app.log', 'app.log.1', 4711),
  ]) {
    t.like(error, { code: 'source-changed', file: 'app.log', offset: 4711 });
    t.regex(error.message, /^app\.log .*4711.* with --append-anyway \(appendAnyway: true\), or .*--fresh/);
  }
});

test('a source that comes too early has no byte to name', (t) => {
  const error = cannotTell.tooEarly('new.log', 'app.log');
  t.like(error, { code: 'source-changed', file: 'new.log', offset: undefined });
  t.regex(error.message, /^new\.log is new, and comes before app\.log/);
});
