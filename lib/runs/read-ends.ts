import { crc32 } from 'node:zlib';
import type { OpenFile } from '../disk/open-file.js';
import { damagedRun, otherRunVersion, wrongRunChecksum } from './damaged-run.js';
import { readWhole } from './read-run.js';
import {
  decodeFooter,
  decodeHeader,
  decodeTrailer,
  HEADER_BYTES,
  type RunFooter,
  type RunKind,
  TRAILER_BYTES,
} from './run-format.js';

/** The header and the footer of a run. */
export interface RunEnds {
  readonly kind: RunKind;
  readonly header: Buffer;
  readonly footer: RunFooter;
  /** Where the footer begins. */
  readonly footerAt: number;
}

/** Reads and checks both. Fails with `state-corrupt`, `newer-format`. */
export async function readEnds(file: OpenFile, path: string): Promise<RunEnds> {
  const size = Number((await file.stat({ bigint: true })).size);
  const header = await readWhole(file, path, 0, Buffer.alloc(HEADER_BYTES));
  const kind = decodeHeader(header);
  if (kind === undefined) throw damagedRun(path, 0, 'the header of a run', 'something else');
  if ('version' in kind) throw otherRunVersion(path, kind.version);
  const trailerAt = Math.max(0, size - TRAILER_BYTES);
  const trailer = decodeTrailer(await readWhole(file, path, trailerAt, Buffer.alloc(TRAILER_BYTES)));
  if (trailer === undefined) throw damagedRun(path, trailerAt, 'the end of a run', 'something else');
  const footerAt = trailerAt - trailer.footerBytes;
  if (footerAt < HEADER_BYTES) throw damagedRun(path, trailerAt, 'a footer within the file', 'a longer one');
  const body = await readWhole(file, path, footerAt, Buffer.alloc(trailer.footerBytes));
  const checksum = crc32(body, crc32(header));
  if (checksum !== trailer.checksum) throw wrongRunChecksum(path, footerAt, trailer.checksum, checksum);
  const footer = decodeFooter(body, kind.indexed);
  if (footer === undefined) throw damagedRun(path, footerAt, 'the footer of a run', 'something else');
  return { kind, header, footer, footerAt };
}
