import { isUtf8 } from 'node:buffer';
import { readFileSync, realpathSync } from 'node:fs';
import { quoteBytes } from '../lib/disk/quote-bytes.js';
import { SpillwayError } from '../lib/errors.js';
import { REPLACEMENT } from '../lib/sources/file-names.js';

/**
 * Node passes arguments and paths as text: bytes that are not UTF-8 become U+FFFD, so that another file would be read or
 * written, or none found. Refuses such arguments, and such a current directory, with `bad-option`.
 */
export function refuseMangledNames(args: readonly string[], bytesOfArguments = readArguments): void {
  if (args.some((argument) => argument.includes(REPLACEMENT))) {
    const broken = bytesOfArguments()?.find((argument) => !isUtf8(argument));
    if (broken !== undefined) throw notUtf8(`the argument ${quoteBytes(broken)}`);
  }
  if (!process.cwd().includes(REPLACEMENT)) return;
  const directory = realpathSync.native('.', { encoding: 'buffer' });
  if (!isUtf8(directory)) throw notUtf8(`the name of the current directory, ${quoteBytes(directory)},`);
}

/** The bytes of the arguments. Only Linux has them; on other systems names are Unicode. */
function readArguments(): readonly Buffer[] | undefined {
  try {
    const line = readFileSync('/proc/self/cmdline');
    return line
      .toString('latin1')
      .split('\0')
      .map((argument) => Buffer.from(argument, 'latin1'));
  } catch {
    return undefined;
  }
}

function notUtf8(what: string): SpillwayError {
  return new SpillwayError(
    'bad-option',
    `${what} is not UTF-8, so no file can be read or written under exactly that name; rename it, or let the shell open it: spillway summarize - -o - < source > output`,
  );
}
