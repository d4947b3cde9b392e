import { readFileSync } from 'node:fs';

/** The version of this package, from the nearest package.json above this module, bundled or not. */
export function packageVersion(): string {
  for (let folder = new URL('./', import.meta.url); ; folder = new URL('../', folder)) {
    const found = versionIn(new URL('package.json', folder));
    if (found !== undefined) return found;
    if (folder.pathname === '/') throw new Error('the package.json of spillway is missing');
  }
}

function versionIn(manifest: URL): string | undefined {
  try {
    const { name, version } = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, string>;
    return name === 'spillway' ? version : undefined;
  } catch {
    return undefined;
  }
}
