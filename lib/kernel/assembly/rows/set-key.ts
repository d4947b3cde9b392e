// Sets what a key has besides its user, see keys.ts.

import {
  KEY_ID,
  KEY_ID_LENGTH,
  KEY_NAME,
  KEY_NAME_LENGTH,
  KEY_NAME_PREFIX,
  KEY_SECTION,
} from '../../layout/fold';
import { prefix } from '../bytes';

/** Sets the rest of a key: one without an id. */
export function setName(key: usize, section: u32, name: usize, length: u32): void {
  store<u32>(key, section, KEY_SECTION);
  store<u64>(key, prefix(name, length), KEY_NAME_PREFIX);
  store<u32>(key, <u32>name, KEY_NAME);
  store<u32>(key, length, KEY_NAME_LENGTH);
  store<u32>(key, 0, KEY_ID);
  store<u32>(key, 0, KEY_ID_LENGTH);
}

/** Sets the id of a key whose name is set. */
export function setId(key: usize, id: usize, length: u32, isUuid: bool): void {
  store<u32>(key, <u32>id, KEY_ID);
  store<u32>(key, (length << 1) | u32(isUuid), KEY_ID_LENGTH);
}
