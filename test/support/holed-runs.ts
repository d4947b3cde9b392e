// Runs as an adapter stages them: files of the right size that have only the bytes that a task reads, and holes elsewhere.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { ClusterCut } from '../../lib/cluster/cut-format.js';
import { slicesFile } from '../../lib/cluster/exchange.js';
import type { MapReceipt } from '../../lib/cluster/receipts.js';
import { HEADER_BYTES } from '../../lib/runs/run-format.js';

/** Leaves of all runs in an exchange only what `cut` reads. Returns their bytes, by their names. */
export function holed(exchange: string): Map<string, Buffer> {
  const whole = new Map<string, Buffer>();
  for (const name of readdirSync(exchange).filter((it) => /^map-.*\.json$/.test(it))) {
    const { runs } = JSON.parse(readFileSync(`${exchange}/${name}`, 'utf8')) as MapReceipt;
    for (const { file, footer } of runs) {
      const bytes = readFileSync(`${exchange}/${file}`);
      whole.set(file, bytes);
      write(`${exchange}/${file}`, bytes, [
        [0, HEADER_BYTES],
        [footer, bytes.length - footer],
      ]);
    }
  }
  return whole;
}

/** Gives all runs only what a part reads of them. */
export function restored(
  exchange: string,
  cut: ClusterCut,
  whole: ReadonlyMap<string, Buffer>,
  part: number,
): void {
  const line = readFileSync(slicesFile(exchange, cut.id), 'utf8').split('\n')[part]!;
  const { slices } = JSON.parse(line) as { slices: [run: number, offset: number, bytes: number][] };
  for (const [index, { file }] of cut.runs.entries()) {
    const own = slices.filter(([run]) => run === index).map(([, offset, bytes]) => [offset, bytes] as const);
    write(`${exchange}/${file}`, whole.get(file)!, own);
  }
}

function write(
  file: string,
  whole: Buffer,
  pieces: readonly (readonly [offset: number, bytes: number])[],
): void {
  const bytes = Buffer.alloc(whole.length);
  for (const [offset, length] of pieces) whole.copy(bytes, offset, offset, offset + length);
  writeFileSync(file, bytes);
}
