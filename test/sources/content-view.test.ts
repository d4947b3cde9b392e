import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import fc from 'fast-check';
import { archiveView, fileView } from '../../lib/sources/content-view.js';
import { SourceFile } from '../../lib/sources/source-file.js';
import { withFolder } from '../support/folder.js';

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test('a file and its archive are seen to have the same head and tails', (t) =>
  withFolder((folder) =>
    fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 20_000 }),
        fc.array(fc.integer({ min: 0, max: 21_000 }), { minLength: 1, maxLength: 4 }),
        async (drawn, places) => {
          // Compression is recognised by the first bytes.
          const content = Buffer.concat([Buffer.from('{'), drawn]);
          const positions = places.sort((a, b) => a - b);
          await writeFile(`${folder}/plain`, content);
          await writeFile(`${folder}/packed`, gzipSync(content));
          const plain = await SourceFile.open(`${folder}/plain`);
          const packed = await SourceFile.open(`${folder}/packed`, { sealed: true });
          const views = [
            fileView(plain.path, plain.file, content.length),
            archiveView(packed.path, packed.file, gzipSync(content).length),
          ];
          const tails = positions.map((end) =>
            end > content.length ? undefined : hash(content.subarray(Math.max(0, end - 4096), end)),
          );
          for (const view of views) {
            const head = Math.min(4096, content.length);
            t.is(await view.head(head), hash(content.subarray(0, head)));
            if (content.length < 4096) t.is(await view.head(content.length + 1), undefined);
            t.deepEqual(await view.tails(positions), { tails, longer: content.length > positions.at(-1)! });
          }
          await plain.close();
          await packed.close();
        },
      ),
      { numRuns: 50 },
    ),
  ));
