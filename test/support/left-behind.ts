import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 10_000;
const INTERVAL_MS = 5;

/** Files and folders in `folder` and files below it that this process holds open (known on Linux alone). */
function leftBehind(folder: string): string[] {
  return [...(existsSync(folder) ? readdirSync(folder) : []), ...openFilesBelow(folder)];
}

/** What is still in a folder, or still open, after a stream that was destroyed has had time to tidy up. */
export async function leftBehindIn(folder: string, expected: readonly string[] = []): Promise<string[]> {
  const settled = (left: readonly string[]) => left.join('\n') === expected.join('\n');
  const deadline = Date.now() + PATIENCE_MS;
  let left = leftBehind(folder).sort();
  while (!settled(left) && Date.now() < deadline) {
    await sleep(INTERVAL_MS);
    left = leftBehind(folder).sort();
  }
  return left;
}

function openFilesBelow(folder: string): string[] {
  const descriptors = '/proc/self/fd';
  if (!existsSync(descriptors)) return [];
  return readdirSync(descriptors)
    .map((descriptor) => {
      try {
        return readlinkSync(`${descriptors}/${descriptor}`);
      } catch {
        return '';
      }
    })
    .filter((path) => path.startsWith(`${folder}/`))
    .map((path) => `open: ${path}`);
}
