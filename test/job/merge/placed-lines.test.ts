import { readFile, writeFile } from 'node:fs/promises';
import test from 'ava';
import fc from 'fast-check';
import { OutputTurn } from '../../../lib/job/merge/output-turn.js';
import { PlacedLines } from '../../../lib/job/merge/placed-lines.js';
import { failsWith } from '../../support/fails-with.js';
import { withFolder } from '../../support/folder.js';

const ROOM = 2 ** 20;

test('parts are written in order, whichever worker ends first', (t) =>
  withFolder(async (folder) => {
    const file = `${folder}/out`;
    const parts = fc.array(
      fc.record({
        writer: fc.nat({ max: 2 }),
        lines: fc.array(fc.string({ minLength: 1, maxLength: 9 }), { maxLength: 4 }),
      }),
      { maxLength: 9 },
    );
    await fc.assert(
      fc.asyncProperty(parts, fc.infiniteStream(fc.nat({ max: 2 })), async (parts, turns) => {
        await writeFile(file, '');
        let told = 0;
        const output = { file, name: 'out', turn: new OutputTurn().memory };
        const writers = [0, 1, 2].map(async (writer) => {
          const lines = await PlacedLines.open(output, ROOM, (bytes) => {
            told += bytes;
          });
          return { lines, left: stepsOf(parts, writer) };
        });
        const open = await Promise.all(writers);
        // One at a time, in random order: as threads would come to it.
        while (open.some(({ left }) => left.length > 0)) {
          const { lines, left } = open[turns.next().value]!;
          await left.shift()?.(lines);
        }
        // Threads do so when they add lines or end; here one that waits would keep the others from it.
        for (let round = 0; round <= parts.length; round++)
          for (const { lines } of open) await lines.advance();
        for (const { lines } of open) {
          await lines.end();
          await lines.close();
        }
        const expected = parts.flatMap(({ lines }) => lines).join('');
        t.is(await readFile(file, 'utf8'), expected);
        t.is(told, Buffer.byteLength(expected));
      }),
      { numRuns: 60 },
    );
  }));

type Step = (lines: PlacedLines) => Promise<void> | void;

/** What a writer does with its parts, step by step. */
function stepsOf(parts: readonly { writer: number; lines: readonly string[] }[], writer: number): Step[] {
  return parts.flatMap((part, index): Step[] => {
    if (part.writer !== writer) return [];
    // The same memory each time: a reader that keeps it must copy it.
    const buffer = Buffer.alloc(64);
    const add =
      (line: string): Step =>
      (lines) =>
        lines.add(buffer.subarray(0, buffer.write(line)));
    return [(lines) => lines.begin(index), ...part.lines.map(add), (lines) => lines.endPart()];
  });
}

test('waiting lines are written before later ones, whenever the turn comes', (t) =>
  withFolder(async (folder) => {
    const file = `${folder}/out`;
    await writeFile(file, '');
    const turn = new OutputTurn();
    const lines = await PlacedLines.open({ file, name: 'out', turn: turn.memory }, ROOM, () => {});
    lines.begin(1);
    await lines.add(Buffer.from('first\n'));
    const adding = lines.add(Buffer.from('second\n'));
    // As another thread may do it, while the second line is on its way.
    turn.pass(0);
    await adding;
    await lines.endPart();
    await lines.close();
    t.is(await readFile(file, 'utf8'), 'first\nsecond\n');
  }));

test('a file that cannot be opened or written is reported by its final name', (t) =>
  withFolder(async (folder) => {
    const turn = new OutputTurn().memory;
    const missing = PlacedLines.open({ file: `${folder}/none`, name: 'summary.csv', turn }, ROOM, () => {});
    await failsWith(t, missing, 'output-failed', 'summary.csv');
    const full = await PlacedLines.open({ file: '/dev/full', name: 'summary.csv', turn }, ROOM, () => {});
    full.begin(0);
    await failsWith(t, full.add(Buffer.from('line\n')), 'output-failed', 'summary.csv', 'no space left');
    await full.close();
  }));
