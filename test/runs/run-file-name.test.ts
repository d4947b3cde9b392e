import test from 'ava';
import { RUN_FILE } from '../../lib/disk/work-directory-names.js';
import { mergedRunFileName, runFileName } from '../../lib/runs/run-file-name.js';

test('names are unique and sort by their positions', (t) => {
  const names = [0, 7, 10, 2 ** 40, Number.MAX_SAFE_INTEGER].map(runFileName);
  t.deepEqual(names.toSorted(), names);
  for (const name of names) t.regex(name, RUN_FILE);
  t.true(names[3]!.includes('1099511627776'));
  t.not(runFileName(7), runFileName(7));
  t.not(mergedRunFileName(), mergedRunFileName());
  t.notRegex(mergedRunFileName(), RUN_FILE);
});
