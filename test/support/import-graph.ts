import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** From each node to those that it needs. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** TypeScript files below a folder, with `/` between folders, ascending. */
export async function sourceFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name).replaceAll('\\', '/'))
    .sort();
}

/** Imports between the files, those of types alone and those made at run time included. */
export function importsBetween(files: readonly string[]): Graph {
  const known = new Set(files);
  return new Map(
    files.map((file) => {
      const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'));
      const targets = importedFiles
        .filter(({ fileName }) => fileName.startsWith('.'))
        .map(({ fileName }) => join(dirname(file), fileName).replaceAll('\\', '/').replace(/\.js$/, '.ts'))
        .filter((target) => known.has(target));
      return [file, new Set(targets)];
    }),
  );
}

/** The same graph between folders. Files right under `top` are rooms of their own. */
export function importsBetweenFolders(graph: Graph, top: string): Graph {
  const roomOf = (file: string): string => (dirname(file) === top ? file : dirname(file));
  const rooms = new Map<string, Set<string>>();
  for (const [file, targets] of graph) {
    const room = roomOf(file);
    const needed = rooms.get(room) ?? new Set();
    rooms.set(room, needed);
    for (const target of targets) if (roomOf(target) !== room) needed.add(roomOf(target));
  }
  return rooms;
}

/**
 * Groups of nodes that need each other, directly or by way of others: the strongly connected components of more than
 * one node (Tarjan, Depth-first search and linear graph algorithms, 1972).
 */
export function circles(graph: Graph): string[][] {
  const found: string[][] = [];
  const numbers = new Map<string, number>();
  const lowest = new Map<string, number>();
  const path: string[] = [];
  const visit = (node: string): void => {
    numbers.set(node, numbers.size);
    lowest.set(node, numbers.get(node)!);
    path.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!numbers.has(next)) visit(next);
      if (path.includes(next)) lowest.set(node, Math.min(lowest.get(node)!, lowest.get(next)!));
    }
    if (lowest.get(node) !== numbers.get(node)) return;
    const circle = path.splice(path.indexOf(node));
    if (circle.length > 1) found.push(circle.sort());
  };
  for (const node of graph.keys()) if (!numbers.has(node)) visit(node);
  return found;
}
