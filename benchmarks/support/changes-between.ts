import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** Whether a file holds exactly those lines of a summary that are not in the summary before it. */
export async function holdsChanges(file: string, before: string, after: string): Promise<boolean> {
  const [old, changes] = [linesOf(before), linesOf(file)];
  let [known, expected] = [await old.next(), await changes.next()];
  for await (const line of linesOf(after)) {
    while (known.done !== true && comesBefore(known.value, line)) known = await old.next();
    if (known.done !== true && known.value === line) continue;
    if (expected.done === true || expected.value !== line) return false;
    expected = await changes.next();
  }
  return expected.done === true;
}

function linesOf(file: string): AsyncIterableIterator<string> {
  return createInterface({ input: createReadStream(file, { highWaterMark: 2 ** 20 }) })[
    Symbol.asyncIterator
  ]();
}

/** By the bytes of the users; in a generated log they are digits. */
function comesBefore(one: string, other: string): boolean {
  return one.slice(0, one.indexOf(',')) < other.slice(0, other.indexOf(','));
}
