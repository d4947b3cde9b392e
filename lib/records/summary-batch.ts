import { SpillwayError } from '../errors.js';
import {
  SUMMARY_ATTRIBUTE,
  SUMMARY_CONTINUED,
  SUMMARY_COUNT_BYTES,
  SUMMARY_EVENT,
  SUMMARY_MEASURED_USER,
  SUMMARY_NUMBER,
  SUMMARY_USER,
  SUMMARY_VALUE,
} from '../kernel/layout/summary.js';
import { encodeSummaries } from './encode-summaries.js';
import { MeasureValues } from './measure-values.js';
import { NamedValues } from './named-values.js';
import type { Summary } from './summary.js';
import { readText } from './varint.js';

/** A part of a user's summary: all of it, unless the user's rows are spread over several batches. */
export interface SummaryPart extends Summary {
  /** Whether the batch before holds earlier rows of the same user. */
  readonly continued: boolean;
}

/**
 * Folded rows of consecutive users. The rows of a user may continue over any number of batches; `summaries(source)` joins
 * them.
 */
export class SummaryBatch implements Iterable<SummaryPart> {
  /** The rows, see kernel/layout/summary.ts. */
  readonly bytes: Uint8Array;
  /** Users that begin in this batch. */
  readonly users: number;

  constructor(bytes: Uint8Array, users: number) {
    this.bytes = bytes;
    this.users = users;
  }

  /**
   * A batch of summaries, such as those of `summaries` that are to go on to `format`. Users come in the order of the output;
   * names may come in any order. Fails with `bad-pipeline` if something is no summary.
   */
  static from(all: Iterable<Summary>): SummaryBatch {
    try {
      const { bytes, users } = encodeSummaries(all);
      return new SummaryBatch(bytes, users);
    } catch (cause) {
      if (!(cause instanceof TypeError || cause instanceof RangeError || cause instanceof SyntaxError))
        throw cause;
      throw new SpillwayError(
        'bad-pipeline',
        `SummaryBatch.from: takes summaries, with a user_id, and Maps as attributes and events: ${cause.message}`,
        { cause },
      );
    }
  }

  /** A copy with memory of its own. */
  copy(): SummaryBatch {
    return new SummaryBatch(this.bytes.slice(), this.users);
  }

  *[Symbol.iterator](): Iterator<SummaryPart> {
    const { bytes } = this;
    let part: MutablePart | undefined;
    let index = 0;
    while (index < bytes.length) {
      const tag = bytes[index++]!;
      if (tag === SUMMARY_USER || tag === SUMMARY_CONTINUED || tag === SUMMARY_MEASURED_USER) {
        if (part !== undefined) yield part;
        const user = readText(bytes, index);
        index = user.end;
        part = {
          user_id: decode(user.text),
          attributes: new NamedValues(),
          events: new NamedValues(),
          ...(tag === SUMMARY_MEASURED_USER ? { measures: new MeasureValues() } : {}),
          continued: tag === SUMMARY_CONTINUED,
        };
      } else if (tag === SUMMARY_ATTRIBUTE || tag === SUMMARY_NUMBER || tag === SUMMARY_VALUE) {
        const name = readText(bytes, index);
        const value = readText(bytes, name.end);
        index = value.end;
        const [key, text] = [decode(name.text), decode(value.text)];
        if (tag === SUMMARY_ATTRIBUTE) part!.attributes.set(key, text);
        else if (tag === SUMMARY_VALUE) measuresOf(part!).set(key, text);
        else measuresOf(part!).setNumber(key, text);
      } else {
        const name = readText(bytes, index + SUMMARY_COUNT_BYTES);
        const count = new DataView(bytes.buffer, bytes.byteOffset + index, SUMMARY_COUNT_BYTES).getBigUint64(
          0,
          true,
        );
        index = name.end;
        if (tag === SUMMARY_EVENT) part!.events.set(decode(name.text), Number(count));
        else measuresOf(part!).setNumber(decode(name.text), String(count));
      }
    }
    if (part !== undefined) yield part;
  }
}

interface MutablePart {
  user_id: string;
  attributes: Map<string, string>;
  events: Map<string, number>;
  measures?: MeasureValues;
  continued: boolean;
}

function measuresOf(part: Pick<MutablePart, 'measures'>): MeasureValues {
  part.measures ??= new MeasureValues();
  return part.measures;
}

function decode(text: Uint8Array): string {
  return Buffer.from(text.buffer, text.byteOffset, text.length).toString('utf8');
}

/** The summaries of all batches of a stream, one per user. Holds one user at a time. */
export async function* summaries(source: AsyncIterable<SummaryBatch>): AsyncGenerator<Summary, void, void> {
  let whole: Omit<MutablePart, 'continued'> | undefined;
  for await (const batch of source) {
    for (const part of batch) {
      if (part.continued && whole !== undefined) {
        for (const [name, value] of part.attributes) whole.attributes.set(name, value);
        for (const [name, count] of part.events) whole.events.set(name, count);
        if (part.measures !== undefined) measuresOf(whole).add(part.measures);
        continue;
      }
      if (whole !== undefined) yield whole;
      whole = {
        user_id: part.user_id,
        attributes: new NamedValues(part.attributes),
        events: new NamedValues(part.events),
        ...(part.measures === undefined ? {} : { measures: new MeasureValues().add(part.measures) }),
      };
    }
  }
  if (whole !== undefined) yield whole;
}
