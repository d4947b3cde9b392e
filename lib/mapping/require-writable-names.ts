import { SpillwayError } from '../errors.js';
import type { FieldMapping } from './mapping.js';

const DELIMITER = /[,=\n\r]/;

/** Fails with `bad-option` for measures whose names the line format cannot hold: they are not escaped there. */
export function requireWritableNames(owner: string, mapping: FieldMapping | undefined): void {
  const name = mapping?.measures?.find((measure) => DELIMITER.test(measure.name))?.name;
  if (name === undefined) return;
  throw new SpillwayError(
    'bad-option',
    `${owner}: the measure ${JSON.stringify(name)} must have another name for the line format: one without a comma, an equals sign or a line end`,
    { found: name },
  );
}
