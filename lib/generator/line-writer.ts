import type { ByteWriter } from './byte-writer.js';
import type { Dictionaries } from './dictionaries.js';
import type { Profiles } from './profiles.js';
import type { Random } from './random.js';

// Keys are in alphabetical order, also inside `data`.
const OPEN_DATA = Buffer.from('{"data":{');
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = Buffer.from('":"');
const CLOSE_DATA = Buffer.from('},"id":"');
const NAME = Buffer.from('","name":"');
const TIMESTAMP = Buffer.from('","timestamp":');
const ATTRIBUTES = Buffer.from(',"type":"attributes"');
const EVENT = Buffer.from(',"type":"event"');
const USER = Buffer.from(',"user_id":"');
const CLOSE_USER = Buffer.from('"}\n');
const CLOSE = Buffer.from('}\n');

/** Writes the two kinds of lines. What has no influence on the summary is random: ids, and the data of events. */
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

  /** `attributes` are some of the user whom `profiles` visits, in ascending order of their names. */
  attributesLine(user: number, attributes: readonly number[], timestamp: number, final: boolean): void {
    const writer = this.#writer;
    const { attributeNames } = this.#dictionaries;
    writer.raw(OPEN_DATA);
    for (let i = 0; i < attributes.length; i++) {
      const attribute = attributes[i]!;
      if (i > 0) writer.byte(COMMA);
      writer.byte(QUOTE);
      writer.text(attributeNames, this.#profiles.name(attribute));
      writer.raw(COLON);
      if (final) this.#profiles.writeFinalValue(writer, attribute);
      else this.#profiles.writeFormerValue(writer, attribute, this.#random);
      writer.byte(QUOTE);
    }
    writer.raw(CLOSE_DATA);
    writer.uuid(this.#random);
    writer.raw(TIMESTAMP);
    writer.decimal(timestamp);
    writer.raw(ATTRIBUTES);
    this.#closeWithUser(user);
  }

  /** Without a user the event is anonymous. */
  eventLine(user: number | undefined, name: number, timestamp: number): void {
    const writer = this.#writer;
    this.#eventData();
    writer.uuid(this.#random);
    writer.raw(NAME);
    writer.text(this.#dictionaries.eventNames, name);
    writer.raw(TIMESTAMP);
    writer.decimal(timestamp);
    writer.raw(EVENT);
    if (user === undefined) writer.raw(CLOSE);
    else this.#closeWithUser(user);
  }

  #eventData(): void {
    const writer = this.#writer;
    const { dataKeys, dataValues } = this.#dictionaries;
    const key = this.#random.below(dataKeys.size);
    // One of the others: the key so many further on, round the end of the table.
    const other = (key + 1 + this.#random.below(dataKeys.size - 1)) % dataKeys.size;
    writer.raw(OPEN_DATA);
    writer.byte(QUOTE);
    writer.text(dataKeys, Math.min(key, other));
    writer.raw(COLON);
    writer.text(dataValues, this.#random.below(dataValues.size));
    writer.byte(QUOTE);
    writer.byte(COMMA);
    writer.byte(QUOTE);
    writer.text(dataKeys, Math.max(key, other));
    writer.raw(COLON);
    writer.text(dataValues, this.#random.below(dataValues.size));
    writer.byte(QUOTE);
    writer.raw(CLOSE_DATA);
  }

  #closeWithUser(user: number): void {
    this.#writer.raw(USER);
    this.#writer.decimal(user);
    this.#writer.raw(CLOSE_USER);
  }
}
