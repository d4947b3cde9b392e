import { readPipeline } from '../async/run-pipeline.js';
import { type JsonValuesOptions, jsonValues } from '../parse/json-values.js';
import type { Line } from './lines.js';

/** The values of JSON in any layout, each as a line whose offset counts values. */
export async function* valuesOf(
  bytes: AsyncIterable<Uint8Array>,
  options: JsonValuesOptions,
): AsyncGenerator<Line, void, void> {
  const values = readPipeline<Buffer>(bytes, [jsonValues(options)]);
  let offset = 0;
  for await (const value of values) yield { offset: offset++, bytes: value };
}
