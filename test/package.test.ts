// The package as others get it: packed, installed into an empty project, and used as README.md and docs/api.md say. Its dependencies
// are installed from this project's own, so that no network is needed; what package.json does not name is not there.
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { withFolder } from './support/folder.js';
import { type Held, type Server, startServer } from './support/load-uploads.js';
import { NODES } from './support/nodes.js';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TSC = `${ROOT}node_modules/.bin/tsc`;

const LOG = `{"user_id":"7","type":"attributes","timestamp":1560000000,"data":{"city":"Oslo"}}
{"user_id":"7","type":"event","id":"e1","name":"page"}
{"user_id":"7","type":"attributes","timestamp":1560000900,"data":{"city":"Bergen"}}
{"user_id":"9","type":"event","id":"e2","name":"signup"}
{"user_id":"7","type":"event","id":"e3","name":"page"}
{"user_id":"7","type":"event","id":"e3","name":"page"}
`;
const SUMMARY = '7,city=Bergen,page=2\n9,,signup=1\n';

const PROGRAMS = `${ROOT}examples/programs/`;
const PAID = '{"user_id":"7","type":"event","id":"p","name":"paid","data":{"price":19.5}}\n';

/** Ranges of one line each, so that worker threads and their file are found, too. */
const IN_THREADS = `
import { summarize } from 'spillway';
await summarize({ source: 'messages.data', output: 'summary.csv', memory: '32MiB', workers: 2, grain: 1 });
`;

/** What a careful TypeScript project asks for; our declarations are checked with it. */
const TSCONFIG = {
  compilerOptions: {
    module: 'nodenext',
    moduleResolution: 'nodenext',
    target: 'es2023',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    typeRoots: [`${ROOT}node_modules/@types`],
    types: ['node'],
  },
  include: ['*.ts'],
};

/** The TypeScript examples of the documents, in order. */
function documentedExamples(): string[] {
  return ['README.md', 'docs/api.md'].flatMap((document) => {
    const text = readFileSync(`${ROOT}${document}`, 'utf8');
    return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!);
  });
}

/** With the first node that has SQLite. */
async function summarisesIntoSqlite(t: ExecutionContext, project: string): Promise<void> {
  const nodes = [process.execPath, ...NODES.map(({ node }) => node)];
  const has = await Promise.all(
    nodes.map((node) => run(node, ['-e', `require('node:sqlite')`]).catch(() => undefined)),
  );
  const node = nodes.find((_, index) => has[index] !== undefined);
  if (node === undefined) return t.log('no node with SQLite is installed, so sqlite.ts was only compiled');
  await run(node, ['sqlite.js', 'messages.data', 'summary.db'], { cwd: project });
  await run(node, ['sqlite.js', 'messages.data', 'summary.db'], { cwd: project });
  const read = `new (require('node:sqlite').DatabaseSync)('summary.db').prepare('SELECT * FROM events ORDER BY user').all()`;
  const { stdout } = await run(node, ['-p', `JSON.stringify(${read})`], { cwd: project });
  t.deepEqual(JSON.parse(stdout), [
    { user: '7', name: 'page', count: 2 },
    { user: '9', name: 'signup', count: 1 },
  ]);
}

const REQUESTS = 80;
/** More than a batch, so that an upload that breaks off has runs and a scratch directory. */
const LARGE = LOG.repeat(2000);

/** Sends uploads at once, of which every second one breaks off, twice; nothing of them may stay. */
async function answersUploads(t: ExecutionContext, project: string): Promise<void> {
  const server = await startServer('upload.js', project);
  try {
    const wave = () =>
      Promise.all(
        Array.from({ length: 2 * REQUESTS }, async (_, index) => {
          if (index % 2 === 0) return server.abort(LARGE);
          t.is(await server.upload(index % 4 === 1 ? LOG : LARGE), SUMMARY);
        }),
      );
    const before = server.held();
    await wave();
    const after = await settled(server);
    for (let more = 0; more < 2; more++) await wave();
    const last = await settled(server);
    t.deepEqual([after.scratch, last.scratch], [[], []]);
    // Pools of the system may have opened one or two of their own.
    t.true((last.descriptors ?? 0) <= (before.descriptors ?? 0) + 3, JSON.stringify({ before, after, last }));
    const grown = (last.memoryBytes ?? 0) - (after.memoryBytes ?? 0);
    t.true(grown < 64 * 2 ** 20, `${grown} bytes more`);
  } finally {
    await server.stop();
  }
}

/** What a server holds once it has tidied up after requests that broke off. */
async function settled(server: Server): Promise<Held> {
  for (let left = 200; ; left--) {
    const held = server.held();
    if (held.scratch.length === 0 || left === 0) return held;
    await setTimeout(50);
  }
}

/** Folders of all that `npm install spillway` brings with it. */
function dependencies(): string[] {
  const lock = JSON.parse(readFileSync(`${ROOT}package-lock.json`, 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  const needed = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && dev !== true);
  return needed.map(([path]) => `${ROOT}${path}`);
}

async function installPackage(folder: string): Promise<string> {
  // Without scripts: `prepare` would build what other tests are running.
  await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { cwd: ROOT });
  const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { version: string };
  const project = `${folder}/project`;
  mkdirSync(project);
  writeFileSync(`${project}/package.json`, '{ "name": "project", "private": true, "type": "module" }\n');
  const quietly = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  const packages = [`${folder}/spillway-${version}.tgz`, ...dependencies()];
  await run('npm', ['install', ...quietly, '--install-links', ...packages], { cwd: project });
  return project;
}

test('the package installs from its tarball, and the examples of README.md and docs/api.md compile and run', (t) => {
  t.timeout(600_000);
  return withFolder(async (folder) => {
    const project = await installPackage(folder);
    const node = async (...args: string[]) => (await run(process.execPath, args, { cwd: project })).stdout;
    const examples = documentedExamples();
    t.is(examples.length, 7);
    for (const [index, code] of [...examples, IN_THREADS].entries()) {
      writeFileSync(`${project}/example${index}.ts`, code);
    }
    writeFileSync(`${project}/messages.data`, LOG);
    for (const name of readdirSync(PROGRAMS)) copyFileSync(`${PROGRAMS}${name}`, `${project}/${name}`);
    for (const modules of [
      { module: 'esnext', moduleResolution: 'bundler', noEmit: true },
      { module: 'node16', moduleResolution: 'node16' },
    ]) {
      const compilerOptions = { ...TSCONFIG.compilerOptions, ...modules };
      writeFileSync(`${project}/tsconfig.json`, JSON.stringify({ ...TSCONFIG, compilerOptions }));
      const complaints = await run(TSC, [], { cwd: project }).then(
        () => '',
        ({ stdout }) => stdout,
      );
      t.is(complaints, '');
    }

    const summaries = () => readFileSync(`${project}/summary.csv`, 'utf8');
    t.is(await node('example0.js'), '2 users of 4 events, from byte 0 on\n');
    t.is(summaries(), SUMMARY);
    // The stages, the same that keep their work, and once more with nothing new, and threads.
    for (const stages of ['example1.js', 'example6.js', 'example6.js', 'example7.js']) {
      writeFileSync(`${project}/summary.csv`, '');
      await node(stages);
      t.is(summaries(), SUMMARY, stages);
    }
    t.is(await node('example2.js'), '1 users have signed up\n');
    t.is(await node('example3.js'), 'attributes 7\nevent 7\nattributes 7\nevent 9\nevent 7\nevent 7\n');
    await node('example4.js');
    t.is(readFileSync(`${project}/edited.csv`, 'utf8'), SUMMARY.replace('page=', 'page viewed='));
    t.is(await node('example5.js'), '7 0\n9 0\n');

    writeFileSync(`${project}/odd.data`, `${PAID}{"user_id":x}\n\n${PAID}7\n`);
    t.is(
      await node('lint.js', 'odd.data'),
      "odd.data:2:12: a line must be JSON (RFC 8259) and nested no deeper than 512 levels, found 'x'\n" +
        'odd.data:5:1: a line must be a JSON object, found another JSON value\n',
    );
    t.is(await node('own-measures.js', 'odd.data'), '7 39\n');
    await node('own-edit.js', 'messages.data', 'own.csv');
    t.is(readFileSync(`${project}/own.csv`, 'utf8'), SUMMARY);
    t.is(await node('broker.js'), '0 4\n1 5\n');
    await summarisesIntoSqlite(t, project);
    await answersUploads(t, project);

    const command = ['--no', 'spillway', 'summarize', 'messages.data', '-o', 'again.csv', '--quiet'];
    await run('npx', command, { cwd: project });
    t.is(readFileSync(`${project}/again.csv`, 'utf8'), SUMMARY);
  });
});
