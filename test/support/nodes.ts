import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../../test/nodes/', import.meta.url));

export interface Node {
  /** As `node-22`. */
  readonly name: string;
  /** Its program. */
  readonly node: string;
}

/** Every version that test/nodes/package.json names. */
const named: readonly Node[] = Object.keys(
  (JSON.parse(readFileSync(`${FOLDER}package.json`, 'utf8')) as { optionalDependencies: object })
    .optionalDependencies,
).map((name) => ({ name, node: `${FOLDER}node_modules/${name}/bin/node` }));

/** Those that are installed: `npm run install:nodes`. */
export const NODES: readonly Node[] = named.filter(({ node }) => existsSync(node));

export const MISSING_NODES: readonly string[] = named
  .filter((node) => !NODES.includes(node))
  .map(({ name }) => name);
