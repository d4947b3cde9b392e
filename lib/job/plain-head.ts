import { HEAD_BYTES } from '../sources/containers.js';
import { inspectSource, openSource } from '../sources/open-source.js';

/** The first bytes of a source, unpacked; undefined for a pipe. Fails with `source-unreadable`. */
export async function plainHead(path: string): Promise<Uint8Array | undefined> {
  const { head, compression, resumable } = await inspectSource(path);
  if (!resumable) return undefined;
  if (compression === 'none') return head;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of openSource(path, { end: HEAD_BYTES }) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= HEAD_BYTES) break;
  }
  return Buffer.concat(chunks);
}
