import test from 'ava';
import { DirectWriter } from '../../lib/disk/direct-writer.js';
import { nodeFileSystem, replaceFileSystem } from '../../lib/disk/file-system.js';
import { failsWith } from '../support/fails-with.js';
import { FaultyFileSystem } from '../support/faulty-file-system.js';

test.serial('a write to a full device fails', async (t) => {
  const writer = await DirectWriter.open('/dev/full');
  await failsWith(
    t,
    writer.write(Buffer.from('x')),
    'output-failed',
    'cannot write /dev/full',
    'no space left',
  );
  await writer.abort();
  await writer.abort();
});

test.serial('a failure to open or close is reported by name', async (t) => {
  await failsWith(t, DirectWriter.open('/none/pipe'), 'output-failed', 'cannot write /none/pipe', 'ENOENT');
  const restore = replaceFileSystem(
    new FaultyFileSystem(nodeFileSystem, { kind: 'error', at: 2, code: 'EIO' }),
  );
  const writer = await DirectWriter.open('/dev/null');
  await failsWith(t, writer.finish().finally(restore), 'output-failed', 'cannot write /dev/null', '(EIO)');
});
