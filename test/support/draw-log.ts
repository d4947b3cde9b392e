import fc from 'fast-check';
import { lineArbitrary } from './arbitraries.js';
import type { Random } from './random.js';

/** Lines of every kind, also broken ones, that come again and again between those of a plain log. */
const ODD_LINES = 300;
const ODD_ONE_IN = 20;
const LINES = lineArbitrary();

/** An activity log of about the given size in bytes, made much faster than by logArbitrary. */
export function drawLog(random: Random, bytes: number): Buffer {
  const odd = fc.sample(LINES, { seed: random.seed(), numRuns: ODD_LINES });
  const parts: Buffer[] = [];
  for (let length = 0; length < bytes; ) {
    const line = random.once(ODD_ONE_IN) ? random.pick(odd) : Buffer.from(plainLine(random));
    parts.push(line, LINE_END);
    length += line.length + 1;
  }
  return Buffer.concat(parts);
}

const LINE_END = Buffer.from('\n');

function plainLine(random: Random): string {
  const user = `user-${random.between(1, 5000)}`;
  if (random.once(2)) {
    const id = random.between(1, 100_000);
    return `{"id":"${id}","type":"event","user_id":"${user}","name":"event ${id % 7}"}`;
  }
  const data = `{"attribute ${random.between(1, 9)}":"${random.between(1, 1e9)}","plan":${random.between(1, 3)}}`;
  return `{"type":"attributes","user_id":"${user}","timestamp":${random.between(1, 1e6)},"data":${data}}`;
}
