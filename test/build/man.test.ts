import { readFileSync } from 'node:fs';
import test from 'ava';
import { createProgram } from '../../bin/program.js';

const PAGE = readFileSync('dist/man/spillway.1', 'utf8');

test('the man page has every command with its options, and the package has the page', (t) => {
  const sections = PAGE.split(/^\.SS /m).slice(1);
  const { commands } = createProgram(() => {});
  t.deepEqual(
    sections.map((section) => section.split('\n', 1)[0]),
    commands.map((command) => command.name()),
  );
  for (const [index, command] of commands.entries()) {
    for (const { long } of command.options)
      t.true(sections[index]!.includes(long!.replaceAll('-', '\\-')), `${command.name()} ${long}`);
  }
  const { man, files } = JSON.parse(readFileSync('package.json', 'utf8')) as { man: string; files: string[] };
  t.is(man, 'dist/man/spillway.1');
  t.true(files.includes('dist/man'));
});

test('no text of the man page is taken for a request of roff', (t) => {
  const requests = new Set([...PAGE.matchAll(/^\.(\S+)/gm)].map(([, name]) => name));
  t.deepEqual([...requests].sort(), ['PP', 'SH', 'SS', 'TH', 'TP']);
});
