import { readFile } from 'node:fs/promises';
import { ioError, SpillwayError } from '../errors.js';
import type { ListedSource } from './plan-fed-cluster.js';

/** Reads a listing: one JSON object a line. Fails with `bad-option`, which names the line. `planFedCluster` checks the fields. */
export async function readListing(file: string): Promise<ListedSource[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw ioError('read', file, error, 'bad-option');
  });
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [JSON.parse(line) as ListedSource];
    } catch (cause) {
      throw new SpillwayError('bad-option', `${file}: line ${index + 1} of the listing is not JSON`, {
        file,
        cause,
      });
    }
  });
}
