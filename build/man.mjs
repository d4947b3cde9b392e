// Writes the man page from the options of the command itself, so that it cannot fall behind them.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createProgram } from '../dist/bin/program.js';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const program = createProgram(() => {});
const help = program.createHelp();

/** A text as roff shows it: no character of it is a request or an escape. */
function text(plain) {
  return plain
    .replace(/\\/g, '\\e')
    .replace(/-/g, '\\-')
    .replace(/^([.'])/gm, '\\&$1');
}

function entry(term, description) {
  return ['.TP', `\\fB${text(term)}\\fR`, text(description)];
}

function section(command) {
  const usage = `${program.name()} ${command.name()} ${command.usage()}`;
  return [
    `.SS ${command.name()}`,
    text(command.description()),
    '.PP',
    `\\fB${text(usage)}\\fR`,
    ...command.registeredArguments.flatMap((argument) =>
      entry(help.argumentTerm(argument), help.argumentDescription(argument)),
    ),
    ...help
      .visibleOptions(command)
      .flatMap((option) => entry(help.optionTerm(option), help.optionDescription(option))),
  ];
}

const page = [
  `.TH SPILLWAY 1 "" "spillway ${version}" "User Commands"`,
  '.SH NAME',
  `spillway \\- ${text('one summary line per user of an activity log of any size')}`,
  '.SH SYNOPSIS',
  `\\fBspillway\\fR ${text('<command> [options]')}`,
  '.SH DESCRIPTION',
  text(program.description()),
  '.SH COMMANDS',
  ...program.commands.flatMap(section),
  '.SH EXIT STATUS',
  text(
    '0: done. 1: failed, or different from the reference. 2: wrong usage. 3: done, but lines were rejected.',
  ),
  text('129, 130 or 143: stopped by SIGHUP, SIGINT or SIGTERM, with the checkpoint saved.'),
  '.SH SEE ALSO',
  text('docs/command.md and docs/recipes.md of the package.'),
];
mkdirSync('dist/man', { recursive: true });
writeFileSync('dist/man/spillway.1', `${page.join('\n')}\n`);
