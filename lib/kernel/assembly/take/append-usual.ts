// The usual line that was read last → its record, placed: as rows/append.ts makes it of columns. Its texts are copied from
// between the quotes that the index knows.

import { POSITION_BYTES } from '../../layout/line-index';
import {
  KIND_EVENT,
  KIND_UUID,
  KIND_WHOLE_TIME,
  MAX_SHORT_SIZE,
  SHORT_LENGTH_BYTES,
  SHORT_LIMIT,
  SHORT_PAIR_BYTES,
  SHORT_PAIR_SECOND,
  UUID_BYTES,
} from '../../layout/record';
import { copyLoosely } from '../bytes';
import { beginRecord, isWholeTime, putEvent } from '../rows/append';
import { mayPlace } from '../rows/partitions';
import { headBytes, timeBytes, writeLength } from '../rows/record';
import { timestampOf } from '../scan/record';
import {
  USUAL_ENTRY_BYTES,
  usualEntries,
  usualEntriesEnd,
  usualId,
  usualIdLength,
  usualLongestText,
  usualName,
  usualNameLength,
  usualTextBytes,
  usualUser,
  usualUserLength,
} from '../scan/usual-line';
import { parseUuid, UUID_TEXT_BYTES } from '../uuid';

const uuid: usize = memory.data(16, 16);

/** Lengths that a short record has no room for; zero is one of them. */
function isOdd(length: u32): bool {
  return length - 1 >= <u32>SHORT_LIMIT - 1;
}

/** False, and nothing is placed, if the record is not a short one, or not valid, or there is no room. */
export function appendUsualEvent(): bool {
  let id = usualId;
  let idLength = usualIdLength;
  let kind: u32 = KIND_EVENT;
  if (isOdd(usualUserLength) || isOdd(usualNameLength) || isOdd(idLength)) return false;
  if (idLength == UUID_TEXT_BYTES && parseUuid(id, uuid)) {
    kind |= KIND_UUID;
    id = uuid;
    idLength = UUID_BYTES;
  }
  const bodyBytes = SHORT_PAIR_BYTES + usualNameLength + idLength;
  if (!mayPlace(headBytes(false, usualUserLength) + bodyBytes)) return false;
  const at = beginRecord(usualUser, usualUserLength, false, kind, bodyBytes, 1);
  putEvent(at, false, usualName, usualNameLength, id, idLength);
  return true;
}

/** The same of attributes, of which there is one at least. */
export function appendUsualAttributes(): bool {
  const count = <u32>(usualEntriesEnd - usualEntries) / <u32>USUAL_ENTRY_BYTES;
  if (isOdd(usualUserLength) || isOdd(count) || usualLongestText() >= <u32>SHORT_LIMIT) return false;
  const timestamp = timestampOf();
  const whole = isWholeTime(timestamp);
  const kind: u32 = whole ? KIND_WHOLE_TIME : 0;
  const bodyBytes = SHORT_LENGTH_BYTES + timeBytes(kind) + SHORT_PAIR_BYTES * count + usualTextBytes(count);
  const size = headBytes(false, usualUserLength) + bodyBytes;
  if (!isFinite(timestamp) || size > <u32>MAX_SHORT_SIZE || !mayPlace(size)) return false;
  let at = beginRecord(usualUser, usualUserLength, false, kind, bodyBytes, count);
  at = writeLength(at, false, count);
  if (whole) store<u32>(at, <u32>timestamp);
  else store<f64>(at, timestamp);
  at += timeBytes(kind);
  let text = at + SHORT_PAIR_BYTES * count;
  for (let quotes = usualEntries; quotes < usualEntriesEnd; quotes += USUAL_ENTRY_BYTES) {
    const name = quote(quotes, 0) + 1;
    const value = quote(quotes, 2) + 1;
    const nameLength = <u32>(quote(quotes, 1) - name);
    const length = <u32>(quote(quotes, 3) - value);
    store<u8>(at, <u8>nameLength);
    store<u8>(at, <u8>length, SHORT_PAIR_SECOND);
    at += SHORT_PAIR_BYTES;
    copyLoosely(text, name, nameLength);
    text += nameLength;
    copyLoosely(text, value, length);
    text += length;
  }
  return true;
}

function quote(quotes: usize, index: usize): usize {
  return <usize>load<u32>(quotes + index * POSITION_BYTES);
}
