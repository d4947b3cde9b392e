// Runs one extreme shape through the stages, generating the log while it is read; then writes the summary it must give.
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { aggregate, format, parse, type Size, sortMerge, validate } from '../../lib/index.js';
import { chunked, EXTREME_SHAPES } from '../support/extreme-shapes.js';

const [name, size, memory, output, reference, data] = process.argv.slice(2) as [
  string,
  string,
  Size,
  string,
  string,
  string,
];
const shape = EXTREME_SHAPES.find((it) => it.name === name);
if (shape === undefined) throw new Error(`there is no shape ${name}`);

const directory = await mkdtemp(join(data, 'runs-'));
try {
  await pipeline(
    Readable.from(chunked(shape.lines(Number(size)))),
    parse(),
    validate(),
    aggregate({ memory, directory }),
    sortMerge({ memory }),
    format(),
    createWriteStream(output),
  );
} finally {
  await rm(directory, { recursive: true, force: true });
}
await pipeline(Readable.from(chunked(shape.summary(Number(size)))), createWriteStream(reference));
