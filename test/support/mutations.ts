import fc from 'fast-check';
import { logArbitrary } from './arbitraries.js';
import { TELLING_BYTES } from './mutated-lines.js';

interface Mutation {
  readonly at: number;
  readonly removed: number;
  readonly inserted: Uint8Array;
}

const mutationArbitrary: fc.Arbitrary<Mutation> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.nat({ max: 3 }),
  inserted: fc
    .array(fc.oneof(fc.constantFrom(...TELLING_BYTES), fc.nat({ max: 255 })), { maxLength: 3 })
    .map((bytes) => Uint8Array.from(bytes)),
});

export function mutationsArbitrary(): fc.Arbitrary<Mutation[]> {
  return fc.array(mutationArbitrary, { minLength: 1, maxLength: 6 });
}

/** A log of which a few bytes are missing, changed or too many. */
export function mutatedLogArbitrary(): fc.Arbitrary<Buffer> {
  return fc
    .tuple(logArbitrary({ maxLines: 12 }), mutationsArbitrary())
    .map(([log, changes]) => changes.reduce(mutate, log));
}

export function mutate(log: Buffer, { at, removed, inserted }: Mutation): Buffer {
  const from = Math.floor(at * log.length);
  return Buffer.concat([log.subarray(0, from), inserted, log.subarray(from + removed)]);
}
