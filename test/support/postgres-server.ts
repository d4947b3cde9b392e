import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Where Debian's package `postgresql` puts the programs of each version. */
const DEBIAN = '/usr/lib/postgresql';

/** The programs of the server; undefined if it is not installed. */
export function postgresPrograms(): string | undefined {
  const versions = existsSync(DEBIAN)
    ? readdirSync(DEBIAN).sort((one, other) => Number(other) - Number(one))
    : [];
  return versions
    .map((version) => join(DEBIAN, version, 'bin'))
    .find((path) => existsSync(join(path, 'initdb')));
}

/** Runs a server of its own, and gives `use` the environment in which psql finds it. */
export async function withPostgres(
  programs: string,
  use: (environment: Readonly<Record<string, string>>) => Promise<void>,
): Promise<void> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'postgres-')));
  const owner = notRoot();
  if (owner !== undefined) await chown(folder, owner.uid, owner.gid);
  const run = (program: string, ...args: string[]) =>
    promisify(execFile)(join(programs, program), args, { cwd: folder, ...owner });
  const data = join(folder, 'data');
  try {
    await run('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync');
    const options = `-c listen_addresses='' -c unix_socket_directories='${folder}' -c fsync=off`;
    await run('pg_ctl', '-D', data, '-w', '-l', join(folder, 'log'), '-o', options, 'start');
    try {
      await use({ PGHOST: folder, PGUSER: 'postgres', PGDATABASE: 'postgres' });
    } finally {
      await run('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The server refuses to be root's. */
function notRoot(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
