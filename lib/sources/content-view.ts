import { createHash } from 'node:crypto';
import type { ReadableFile } from '../disk/open-file.js';
import { ioError } from '../errors.js';
import { plainBytes } from './plain-bytes.js';
import { FINGERPRINT_BYTES, fingerprint } from './source-identity.js';

/** The content of a file that may be a known source: its bytes as they are, or unpacked. */
export interface ContentView {
  /** SHA-256, in hex, of the first bytes; undefined if there are fewer. */
  head(bytes: number): Promise<string | undefined>;
  /**
   * Of each of these ascending positions the SHA-256 of the 4 KiB before it; undefined where the content ends earlier.
   * `longer`: whether content follows the last of them.
   */
  tails(positions: readonly number[]): Promise<{ tails: (string | undefined)[]; longer: boolean }>;
}

/** The bytes of a file as they are. Fails with `source-unreadable`. */
export function fileView(name: string, file: ReadableFile, size: number): ContentView {
  const hash = (position: number, length: number) =>
    fingerprint(file, position, length).catch((error) => {
      throw ioError('read', name, error, 'source-unreadable');
    });
  return {
    head: async (bytes) => (bytes > size ? undefined : hash(0, bytes)),
    async tails(positions) {
      const tails = await Promise.all(
        positions.map((position) => {
          const length = Math.min(FINGERPRINT_BYTES, position);
          return position > size ? undefined : hash(position - length, length);
        }),
      );
      return { tails, longer: size > (positions.at(-1) ?? 0) };
    },
  };
}

/** What an archive holds. Its head is unpacked once; its tails take a reading from its start. */
export function archiveView(path: string, opened: ReadableFile, size: number): ContentView {
  const options = { end: null, position: 0, onRead: () => {}, file: { opened, size } };
  let begin: Promise<Buffer> | undefined;
  return {
    async head(bytes) {
      begin ??= beginningOf(plainBytes(path, { ...options, end: FINGERPRINT_BYTES }));
      const head = await begin;
      return bytes > head.length ? undefined : hashOf(head.subarray(0, bytes));
    },
    tails: (positions) => tailsOf(plainBytes(path, options), positions),
  };
}

async function beginningOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts);
}

async function tailsOf(
  chunks: AsyncIterable<Uint8Array>,
  positions: readonly number[],
): Promise<{ tails: (string | undefined)[]; longer: boolean }> {
  const tails: (string | undefined)[] = positions.map((position) =>
    position === 0 ? hashOf(NONE) : undefined,
  );
  const last = positions.at(-1) ?? 0;
  let before: Buffer = NONE;
  let at = 0;
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    const bytes = Buffer.concat([before, chunk]);
    const start = at - before.length;
    for (const [index, position] of positions.entries()) {
      if (position <= at || position > at + chunk.length) continue;
      const end = position - start;
      tails[index] = hashOf(bytes.subarray(Math.max(0, end - FINGERPRINT_BYTES), end));
    }
    at += chunk.length;
    if (at > last) return { tails, longer: true };
    before = Buffer.from(bytes.subarray(Math.max(0, bytes.length - FINGERPRINT_BYTES)));
  }
  return { tails, longer: false };
}

const NONE = Buffer.alloc(0);

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
