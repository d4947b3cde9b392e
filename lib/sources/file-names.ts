import { isUtf8 } from 'node:buffer';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { quoteBytes } from '../disk/quote-bytes.js';
import { SpillwayError } from '../errors.js';

/** What node puts in place of bytes that are not UTF-8. A name that contains it may lead to another file, or to none. */
export const REPLACEMENT = '\ufffd';

/** Fails with `source-unreadable` if `name`, as node listed it in `directory`, is really a name that is not UTF-8. */
export async function requireUtf8Name(directory: string, name: string): Promise<void> {
  if (!name.includes(REPLACEMENT)) return;
  const names = await readdir(directory, { encoding: 'buffer' });
  const broken = names.find((bytes) => !isUtf8(bytes) && bytes.toString() === name);
  if (broken === undefined) return;
  const quoted = quoteBytes(Buffer.from(broken));
  throw new SpillwayError(
    'source-unreadable',
    `the name of ${quoted} in ${directory} is not UTF-8, and cannot be read under exactly that name; rename it, or give the file as standard input: - < ${quoted}`,
    { file: join(directory, name) },
  );
}
