import { pipeline, type Readable } from 'node:stream';
import { type JsonValuesOptions, jsonValues } from '../sources/json-values.js';
import type { Line } from './lines.js';

/** JSON that is not one object a line, as if each of its values were a line: their offsets count values. */
export async function* valuesOf(
  bytes: Readable,
  options: JsonValuesOptions,
): AsyncGenerator<Line, void, void> {
  // Whoever reads the values is told of a failure by them.
  const values = pipeline(bytes, jsonValues(options), () => {}) as AsyncIterable<Buffer>;
  let offset = 0;
  for await (const value of values) yield { offset: offset++, bytes: value };
}
