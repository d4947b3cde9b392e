import type { Token } from 'stream-json/core/parser.js';
import { SpillwayError } from '../errors.js';
import { formatSize, OptionReader, type Size } from '../options.js';
import { type Stage, stage } from '../stage.js';
import { ValueText } from './value-text.js';

export interface JsonValuesOptions {
  /** The number of values to skip: the position of a checkpoint of the same source. Default 0. */
  readonly position?: number | undefined;
  /** The longest text of a value, in bytes. Default 1MiB; 1KiB to 256MiB. */
  readonly maxValue?: Size | undefined;
  /** What errors call the source. Default: `the source`. */
  readonly name?: string | undefined;
}

/** Characters given to the parser at once; the place of an error is this exact. */
const SLICE = 2 ** 14;

/**
 * Bytes of JSON in any layout → the JSON text of one value after the other, for `fromActivities`: the elements of a
 * top-level array, values that follow each other, or several such arrays. A text has no white space between its tokens, and
 * numbers keep their digits. Positions count values.
 *
 * Holds at most one value. Errors: `bad-option`, `source-unreadable` (not UTF-8, not JSON, ends too early, or a value is too
 * long). Unlike after a faulty line, reading cannot continue: nothing shows where the next value begins.
 */
export function jsonValues(options: JsonValuesOptions = {}): Stage<Uint8Array, Buffer> {
  const reader = new OptionReader('jsonValues', options);
  const position = reader.integer('position', 0, { min: 0, max: Number.MAX_SAFE_INTEGER });
  const maxValue = reader.size('maxValue', 2 ** 20, { min: 2 ** 10, max: 2 ** 28 });
  const name = reader.path('name') ?? 'the source';
  reader.done();

  return stage<Uint8Array, Buffer>(async function* (source) {
    const [{ jsonParser }, { getManyValues, isMany, none }] = await Promise.all([
      import('stream-json/core/parser.js'),
      import('stream-chain/defs.js'),
    ]);
    const parse: (text: string | symbol) => unknown = jsonParser({
      packValues: true,
      streamValues: false,
      jsonStreaming: true,
    }) as (text: unknown) => unknown;
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const value = new ValueText(maxValue);
    let values = 0;
    let bytes = 0;

    function valuesOf(read: () => string | symbol): Buffer[] {
      const texts: Buffer[] = [];
      try {
        const output = parse(read());
        if (!isMany(output)) return texts;
        for (const token of getManyValues(output) as Token[]) {
          const whole = value.push(token);
          if (value.tooLong) throw new Error(`it takes more than maxValue, ${formatSize(maxValue)}`);
          if (!whole) continue;
          const text = value.take();
          if (++values > position) texts.push(text);
        }
      } catch (cause) {
        throw unreadable(name, cause, values, bytes);
      }
      return texts;
    }

    for await (const chunk of source) {
      for (let from = 0; from < chunk.length; from += SLICE) {
        const slice = chunk.subarray(from, from + SLICE);
        yield* valuesOf(() => decoder.decode(slice, { stream: true }));
        bytes += slice.length;
      }
    }
    yield* valuesOf(() => decoder.decode());
    yield* valuesOf(() => none);
    if (!value.complete) throw unreadable(name, new Error('the source ends within it'), values, bytes);
  });
}

function unreadable(name: string, cause: unknown, values: number, bytes: number): SpillwayError {
  const reason = (cause as Error).message.replace(/^Parser (cannot parse input: |has )?/, '');
  return new SpillwayError(
    'source-unreadable',
    `value ${values} of ${name}, near byte ${bytes}, cannot be read: ${reason}`,
    { file: name, offset: bytes, cause },
  );
}
