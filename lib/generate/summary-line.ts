import type { ByteWriter } from './byte-writer.js';
import type { Dictionaries } from './dictionaries.js';
import type { EventTally } from './event-tally.js';
import type { Profiles } from './profiles.js';

const COMMA = 0x2c;
const EQUALS = 0x3d;
const LINE_FEED = 0x0a;

/** Writes the line that the summary must have for a user, whom `profiles` must be visiting. */
export function writeSummaryLine(
  writer: ByteWriter,
  user: number,
  profiles: Profiles,
  tally: EventTally,
  dictionaries: Dictionaries,
): void {
  writer.decimal(user);
  writer.byte(COMMA);
  const attributes = Array.from({ length: profiles.size }, (_, attribute) => attribute);
  profiles.sortByName(attributes);
  attributes.forEach((attribute, i) => {
    if (i > 0) writer.byte(COMMA);
    writer.text(dictionaries.attributeNames, profiles.name(attribute));
    writer.byte(EQUALS);
    profiles.writeFinalValue(writer, attribute);
  });
  writer.byte(COMMA);
  const events = tally.eventsOf(user).sort((a, b) => a.name - b.name);
  events.forEach(({ name, count }, i) => {
    if (i > 0) writer.byte(COMMA);
    writer.text(dictionaries.eventNames, name);
    writer.byte(EQUALS);
    writer.decimal(count);
  });
  writer.byte(LINE_FEED);
}
