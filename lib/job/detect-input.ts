import { HEAD_BYTES } from '../sources/containers.js';
import { expandSources } from '../sources/expand-sources.js';
import type { InputFormat } from '../sources/input-format.js';
import { layoutOf } from '../sources/layout.js';
import { plainHead } from './plain-head.js';

/** So many sources are looked at: those of one log are alike. */
const LOOKED_AT = 8;

/**
 * What `input` should be for these sources, by their first bytes: `'json'` if any of the first few is JSON in another layout
 * than one object a line, otherwise `'lines'`. A pipe is not looked at. What cannot be read is left to `summarize` to refuse.
 */
export async function detectInput(sources: string | readonly string[]): Promise<InputFormat> {
  const paths = await expandSources([sources].flat()).catch(() => []);
  for (const path of paths.slice(0, LOOKED_AT)) {
    const head = await plainHead(path).catch(() => undefined);
    if (head !== undefined && layoutOf(head, head.length < HEAD_BYTES) === 'json') return 'json';
  }
  return 'lines';
}
