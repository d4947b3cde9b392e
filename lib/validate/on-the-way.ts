import type { Path } from '../mapping/mapping.js';
import { blockedPath } from './reject-message.js';

/** Of a line in which paths lead through something that is no object: the first such place, in the words of a message. */
export function onTheWay(line: Uint8Array, paths: readonly Path[]): string | undefined {
  const record: unknown = JSON.parse(Buffer.from(line.buffer, line.byteOffset, line.length).toString());
  for (const path of paths) {
    let value = record;
    for (const [index, name] of path.entries()) {
      if (value === undefined || value === null) break;
      if (typeof value !== 'object' || Array.isArray(value)) {
        return blockedPath(kindOf(value), path.slice(0, index), path);
      }
      value = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    }
  }
  return undefined;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  return value === '' ? 'an empty string' : `a ${typeof value}`;
}
