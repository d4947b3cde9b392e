import type { ByteWriter } from './byte-writer.js';
import type { Dictionaries } from './dictionaries.js';
import { piece } from './piece.js';
import type { Profiles } from './profiles.js';
import type { Random } from './random.js';

// Keys are in alphabetical order, inside `data` too.
const OPEN_DATA = piece('{"data":{');
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = piece('":"');
const CLOSE_DATA = piece('},"id":"');
const NAME = piece('","name":"');
const TIMESTAMP = piece('","timestamp":');
const ATTRIBUTES = piece(',"type":"attributes"');
const EVENT = piece(',"type":"event"');
const USER = piece(',"user_id":"');
const CLOSE_USER = piece('"}\n');
const CLOSE = piece('}\n');

/** Writes the two kinds of lines. Ids and the data of events do not affect the summary: they are drawn at random here. */
export class LineWriter {
  readonly #writer: ByteWriter;
  readonly #dictionaries: Dictionaries;
  readonly #profiles: Profiles;
  readonly #random: Random;

  constructor(writer: ByteWriter, dictionaries: Dictionaries, profiles: Profiles, random: Random) {
    this.#writer = writer;
    this.#dictionaries = dictionaries;
    this.#profiles = profiles;
    this.#random = random;
  }

  /** `attributes` are attributes of the user that `profiles` is visiting, in ascending order of name. */
  attributesLine(user: number, attributes: readonly number[], timestamp: number, final: boolean): void {
    const writer = this.#writer;
    const { attributeNames } = this.#dictionaries;
    writer.piece(OPEN_DATA);
    for (let i = 0; i < attributes.length; i++) {
      const attribute = attributes[i]!;
      if (i > 0) writer.byte(COMMA);
      writer.byte(QUOTE);
      writer.text(attributeNames, this.#profiles.name(attribute));
      writer.piece(COLON);
      if (final) this.#profiles.writeFinalValue(writer, attribute);
      else this.#profiles.writeFormerValue(writer, attribute, this.#random);
      writer.byte(QUOTE);
    }
    writer.piece(CLOSE_DATA);
    writer.uuid(this.#random);
    writer.piece(TIMESTAMP);
    writer.decimal(timestamp);
    writer.piece(ATTRIBUTES);
    this.#closeWithUser(user);
  }

  /** An undefined `user` makes the event anonymous. */
  eventLine(user: number | undefined, name: number, timestamp: number): void {
    const writer = this.#writer;
    this.#eventData();
    writer.uuid(this.#random);
    writer.piece(NAME);
    writer.text(this.#dictionaries.eventNames, name);
    writer.piece(TIMESTAMP);
    writer.decimal(timestamp);
    writer.piece(EVENT);
    if (user === undefined) writer.piece(CLOSE);
    else this.#closeWithUser(user);
  }

  #eventData(): void {
    const writer = this.#writer;
    const { dataKeys } = this.#dictionaries;
    const key = this.#random.below(dataKeys.size);
    // A different key: a random distance further on, wrapping around at the end of the table.
    const other = (key + 1 + this.#random.below(dataKeys.size - 1)) % dataKeys.size;
    writer.piece(OPEN_DATA);
    this.#eventEntry(Math.min(key, other));
    writer.byte(COMMA);
    this.#eventEntry(Math.max(key, other));
    writer.piece(CLOSE_DATA);
  }

  #eventEntry(key: number): void {
    const writer = this.#writer;
    const { dataKeys, dataValues } = this.#dictionaries;
    writer.byte(QUOTE);
    writer.text(dataKeys, key);
    writer.piece(COLON);
    writer.text(dataValues, this.#random.below(dataValues.size));
    writer.byte(QUOTE);
  }

  #closeWithUser(user: number): void {
    this.#writer.piece(USER);
    this.#writer.decimal(user);
    this.#writer.piece(CLOSE_USER);
  }
}
