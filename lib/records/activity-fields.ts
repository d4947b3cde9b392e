import { SpillwayError } from '../errors.js';
import type { RunContent } from './run.js';

/** The fields that every activity may have, in any input: runs that hold no more are small. */
export const FACTS = ['user_id', 'type', 'id', 'name', 'timestamp'] as const;

/** What runs must hold for activities with these fields; undefined: with all that there are. */
export function contentFor(fields: readonly string[] | undefined): RunContent {
  return fields?.every(isFact) === true ? 'facts' : 'timelines';
}

export function isFact(field: string): field is (typeof FACTS)[number] {
  return (FACTS as readonly string[]).includes(field);
}

/** Requires that runs hold what activities with these fields need. Fails with `bad-pipeline`. */
export function requireFields(content: RunContent, fields: readonly string[] | undefined): void {
  if (content !== 'facts' || contentFor(fields) === 'facts') return;
  const missing = fields?.find((field) => !isFact(field));
  throw new SpillwayError(
    'bad-pipeline',
    `the runs hold of each activity no more than ${FACTS.join(', ')}: ${
      missing === undefined ? 'name those of them that are needed as fields' : `${missing} is not among them`
    }`,
  );
}
