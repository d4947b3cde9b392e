import { basename, dirname } from 'node:path';

/** Of a fault that counts all calls. */
export const ANY_CALL = 'any';

/** What goes wrong in a process of several threads: the call with the number `at` of those with a key. */
export type ThreadFault = { readonly key: string; readonly at: number } & (
  | { readonly kind: 'error'; readonly code: string; readonly forGood: boolean }
  /** A read or write transfers half of what it was asked to; any other call is as ever. */
  | { readonly kind: 'short' }
  /** The process is killed just before it. */
  | { readonly kind: 'kill' }
);

/** A call as it comes again from start to start: who makes which call on what, such as `worker file.write run-*.run.*.partial`. */
export function callKey(thread: 'main' | 'worker', name: string, path: string): string {
  return `${thread} ${name} ${role(path)}`;
}

/** A file's name without what is drawn, or depends on what was read. */
function role(path: string): string {
  const name = basename(path)
    .replace(/[0-9a-f]{16}/g, '*')
    .replace(/^(run|merge|rejects|spillway)-[0-9a-zA-Z-]+/, '$1-*');
  return basename(dirname(path)).endsWith('.spillway') || name.startsWith('spillway') ? `work/${name}` : name;
}
