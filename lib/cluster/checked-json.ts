import { createHash } from 'node:crypto';
import { FieldReader } from '../checkpoint/field-reader.js';
import { SpillwayError } from '../errors.js';

// The files that tasks exchange are JSON that people can read. The last member of each is the SHA-256 of all bytes before it:
// a file that was cut off or changed on its way is noticed, and the checksum is the name of what the file says.

/** What a file is, and the version of its format. */
export interface FileKind {
  readonly format: string;
  readonly version: number;
  /** What to do about a damaged one; messages end with it. */
  readonly wayOut: string;
}

export interface CheckedFile {
  readonly bytes: Buffer;
  readonly checksum: string;
}

export interface CheckedFields {
  readonly fields: FieldReader;
  readonly checksum: string;
}

export function encodeChecked({ format, version }: FileKind, fields: object): CheckedFile {
  const text = JSON.stringify({ format, version, ...fields }, null, 1);
  const body = Buffer.from(text.slice(0, -'\n}'.length));
  const checksum = createHash('sha256').update(body).digest('hex');
  return { bytes: Buffer.concat([body, checksumMember(checksum)]), checksum };
}

function checksumMember(checksum: string): Buffer {
  return Buffer.from(`,\n "checksum": "${checksum}"\n}\n`);
}

const CHECKSUM_MEMBER_BYTES = checksumMember('0'.repeat(64)).length;

/** Fails with `state-corrupt`, or `newer-format`; `file` is for messages. */
export function decodeChecked(kind: FileKind, bytes: Uint8Array, file: string): CheckedFields {
  const { format, version, wayOut } = kind;
  const fields = FieldReader.parse(file, bytes, wayOut);
  const body = bytes.subarray(0, Math.max(0, bytes.length - CHECKSUM_MEMBER_BYTES));
  const checksum = createHash('sha256').update(body).digest('hex');
  if (!checksumMember(checksum).equals(bytes.subarray(body.length))) {
    throw new SpillwayError('state-corrupt', `${file} is damaged: its checksum does not match; ${wayOut}`, {
      file,
    });
  }
  if (fields.field('format').text() !== format) fields.field('format').fail(`'${format}'`);
  const found = fields.field('version').integer(1);
  if (found !== version) {
    throw new SpillwayError(
      found > version ? 'newer-format' : 'state-corrupt',
      `${file} was written by another spillway (format ${found}, this one reads ${version}); ${wayOut}`,
      { file, expected: version, found },
    );
  }
  return { fields, checksum };
}
