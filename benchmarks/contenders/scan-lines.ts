// Scans a log that is in memory already, batch by batch, and prints as JSON the processor seconds of each pass: `plain`, as the plain
// input, or `mapped`, by a mapping that says the same.
import { readFileSync } from 'node:fs';
import { readMapping } from '../../lib/mapping/read-mapping.js';
import { LineScanner } from '../../lib/parse/line-scanner.js';

type Way = 'plain' | 'mapped';

const [way, source] = process.argv.slice(2) as [Way, string];
/** The first is for the compiler. */
const PASSES = 6;
const BATCH_BYTES = 2 ** 18;
const LINE_FEED = 0x0a;

const PLAIN = readMapping('scan-lines', {
  user_id: 'user_id',
  type: 'type',
  types: { event: 'event', attributes: 'attributes' },
  id: 'id',
  name: 'name',
  timestamp: 'timestamp',
  data: 'data',
});

const log = readFileSync(source);
const batches: Buffer[] = [];
for (let from = 0; from < log.length; ) {
  const feed = log.lastIndexOf(LINE_FEED, from + BATCH_BYTES - 1);
  const to = feed < from ? log.length : feed + 1;
  batches.push(log.subarray(from, to));
  from = to;
}
const scanner = new LineScanner({
  maxLine: 2 ** 20,
  mapping: way === 'mapped' ? PLAIN : undefined,
  recycle: true,
});

function pass(): number {
  const before = process.cpuUsage();
  let lines = 0;
  for (const batch of batches) {
    const scanned = scanner.scan(batch, 1);
    lines += scanned.timestamps.length;
    scanned.release!();
  }
  if (lines === 0) throw new Error(`${source} holds no lines`);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const seconds = Array.from({ length: PASSES }, pass);
console.log(JSON.stringify({ seconds: seconds.slice(1) }));
