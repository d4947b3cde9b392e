import type { SourceIdentity } from '../../lib/sources/source-identity.js';

/** The identity of a file of this size that may grow; if `growing` is false, of one that others follow. */
export function identityOf(
  size: number,
  options: { sealed?: boolean; growing?: boolean } = {},
): SourceIdentity {
  const { sealed = false, growing = !sealed } = options;
  const head = '0'.repeat(64);
  const tail = growing ? null : head;
  return { path: '/log', size, device: '0', inode: '0', head, headBytes: 0, tail, sealed };
}
