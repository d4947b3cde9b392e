import { readFileSync } from 'node:fs';
import test from 'ava';
import { packageVersion } from '../lib/package-version.js';
import { spillway } from './support/command.js';

test('the library and the bundled command know the version of the package', async (t) => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  t.is(packageVersion(), version);
  t.is((await spillway('.', '--version')).stdout.trim(), version);
});
