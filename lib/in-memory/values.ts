import { readPipeline } from '../async/run-pipeline.js';
import { type JsonValuesOptions, jsonValues } from '../parse/json-values.js';
import type { Line } from './lines.js';

/** JSON that is not one object a line, as if each of its values were a line: their offsets count values. */
export async function* valuesOf(
  bytes: AsyncIterable<Uint8Array>,
  options: JsonValuesOptions,
): AsyncGenerator<Line, void, void> {
  const values = readPipeline<Buffer>(bytes, [jsonValues(options)]);
  let offset = 0;
  for await (const value of values) yield { offset: offset++, bytes: value };
}
