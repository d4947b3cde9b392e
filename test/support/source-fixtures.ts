import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The path of a file that test/fixtures/sources/make.sh made. */
export function sourceFixture(name: string): string {
  return fileURLToPath(new URL(`../../../test/fixtures/sources/${name}`, import.meta.url));
}

/** What all of them hold. */
export const LOG = readFileSync(sourceFixture('log.ndjson'));
