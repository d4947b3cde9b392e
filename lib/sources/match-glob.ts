import { ANY_DEPTH, type FoundFiles, findFiles, type Part } from './find-files.js';

/** The files that a glob matches. The library for globs is loaded only here, since most jobs do without. */
export async function matchGlob(pattern: string): Promise<FoundFiles> {
  const { GLOBSTAR, Minimatch } = await import('minimatch');
  const windowsPathsNoEscape = process.platform === 'win32';
  // No optimizations: if `a` is a symbolic link, `a/..` is not the current directory.
  const options = { nonegate: true, nocomment: true, windowsPathsNoEscape, optimizationLevel: 0 };
  const found: FoundFiles[] = [];
  for (const names of new Minimatch(pattern, options).set) {
    const root = names.findIndex((name) => name !== '');
    const parts = names
      .slice(root)
      .filter((name, index, { length }) => name !== '' || index === length - 1)
      .map(
        (name): Part => (name === GLOBSTAR ? ANY_DEPTH : (name as string | { test(name: string): boolean })),
      );
    found.push(await findFiles('/'.repeat(Math.max(0, root)), parts));
  }
  return {
    files: [...new Set(found.flatMap(({ files }) => files))],
    others: [...new Set(found.flatMap(({ others }) => others))],
  };
}
