import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';
import { createProgram } from '../bin/program.js';

const DOCUMENTS = [
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

for (const document of DOCUMENTS) {
  test(`every relative link in ${document} leads to a file`, (t) => {
    const links = [...readFileSync(document, 'utf8').matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)];
    const broken = links.map(([, target]) => target!).filter((link) => !isThere(document, link));
    t.deepEqual(broken, []);
  });
}

function isThere(document: string, link: string): boolean {
  return existsSync(join(dirname(document), link));
}

/** The sections of docs/command.md whose headings name a command. */
const SECTIONS = new Map(
  readFileSync('docs/command.md', 'utf8')
    .split(/^## /m)
    .flatMap((section) =>
      [...section.matchAll(/^.*`([a-z]+)`/g)].map(([, name]) => [name!, section] as const),
    ),
);

for (const command of createProgram(() => {}).commands) {
  if (command.name() !== 'summarize' && !SECTIONS.has(command.name())) continue;
  test(`docs/command.md lists exactly the options of ${command.name()}`, (t) => {
    const rows = SECTIONS.get(command.name())!.matchAll(/^\| (`-.*?) \|/gm);
    const table = [...rows].flatMap(([, cell]) => cell!.match(/--[a-z-]+/g));
    const options = command.options.map(({ long }) => long!);
    t.deepEqual(table.sort(), options.sort());
  });
}

test('docs/command.md names every command', (t) => {
  const text = readFileSync('docs/command.md', 'utf8');
  for (const command of createProgram(() => {}).commands)
    t.true(text.includes(command.name()), command.name());
});

test('the package has every file that README.md links', (t) => {
  const { files } = JSON.parse(readFileSync('package.json', 'utf8')) as { files: string[] };
  const links = [...readFileSync('README.md', 'utf8').matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(
    ([, target]) => target!,
  );
  const missing = links.filter((link) => !files.some((file) => link === file || link.startsWith(`${file}/`)));
  t.deepEqual(missing, []);
});
