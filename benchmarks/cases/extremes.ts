import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { alternate } from '../support/alternate.js';
import { dataDirectory } from '../support/data-set.js';
import { EXTREME_SHAPES, type ExtremeShape } from '../support/extreme-shapes.js';
import type { Contender } from '../support/measure.js';
import { chosen, type Settings } from '../support/settings.js';
import { table } from '../support/table.js';

/** Logs in which one user or one name has everything: is the answer right, and does the usual memory suffice? */
export async function extremes(settings: Settings): Promise<string> {
  const data = await dataDirectory();
  const sizeOf = ({ size }: ExtremeShape) => settings.events ?? size;
  const files = (shape: ExtremeShape) => ({
    output: join(data, `${shape.name}.out`),
    reference: join(data, `${shape.name}.reference`),
  });
  const contender = (shape: ExtremeShape): Contender => {
    const { output, reference } = files(shape);
    const program = join(import.meta.dirname, '../contenders/extreme.js');
    const args = [program, shape.name, String(sizeOf(shape)), settings.memory, output, reference, data];
    return { name: shape.name, command: process.execPath, args, output, reference };
  };
  const shapes = chosen(EXTREME_SHAPES, settings);
  const results = await alternate(shapes.map(contender), settings.rounds ?? 1, data);
  for (const { output, reference } of shapes.map(files)) {
    for (const file of [output, reference]) await rm(file, { force: true });
  }
  return table(
    ['', 'lines or names', 'wall s', 'processor s', 'peak RSS MB', 'answer'],
    shapes.map((shape, index) => {
      const { seconds, userSeconds, systemSeconds, peakBytes, outcome, detail } = results[index]!;
      return [
        shape.title,
        sizeOf(shape).toLocaleString('en'),
        seconds.toFixed(1),
        (userSeconds + systemSeconds).toFixed(1),
        (peakBytes / 1e6).toFixed(0),
        outcome === 'died' ? `died: ${detail}` : outcome,
      ];
    }),
  );
}
