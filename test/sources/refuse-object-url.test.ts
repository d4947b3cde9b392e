import test from 'ava';
import { refuseObjectUrl } from '../../lib/sources/refuse-object-url.js';
import { failsWith } from '../support/fails-with.js';
import { runHere } from '../support/run-here.js';
import { withSmallLog } from '../support/small-log.js';

test('sources and outputs in object stores are refused, with the adapter and the pipe that read or write them', async (t) => {
  for (const [url, command] of [
    ['s3://bucket/log.gz', 'aws s3 cp s3://bucket/log.gz - |'],
    ['S3A://bucket/log', 'aws s3 cp S3A://bucket/log - |'],
    ['gs://bucket/log', 'gcloud storage cat gs://bucket/log |'],
    ['az://container/log', 'az storage blob download --blob-url az://container/log --file - |'],
    ['abfss://c@a.dfs.core.windows.net/log', '--file - |'],
  ] as const) {
    await failsWith(t, () => refuseObjectUrl(url, 'source'), 'bad-option', url, command, 'spillway_spark.py');
  }
  await failsWith(t, () => refuseObjectUrl('s3://b/x', 'output'), 'bad-option', '| aws s3 cp - s3://b/x');
});

test('other names are left alone, also those that look alike', (t) => {
  for (const path of ['log', '-', 's3', 's3:/b/x', './s3://b', 'file.s3', 'logs/s3.gz', 'C:\\logs']) {
    t.notThrows(() => refuseObjectUrl(path, 'source'), path);
  }
});

test.serial('the command refuses them before any work', (t) =>
  withSmallLog(async (folder) => {
    for (const args of [
      ['s3://b/log', '-o', 'out'],
      ['log', 'gs://b/log', '-o', 'out'],
      ['log', '-o', 's3://b/out'],
      ['log', '-o', 'out', '--rejects', 'az://c/rejects'],
    ]) {
      for (const more of [[], ['--dry-run'], ['--in-memory']]) {
        const { code, stderr } = await runHere(folder, 'summarize', ...args, ...more);
        t.is(code, 2, stderr);
        t.regex(stderr, /is in an object store/);
      }
    }
    const { code, stderr } = await runHere(folder, 'plan', 's3://b/log', '--exchange', 'x');
    t.is(code, 2, stderr);
    t.regex(stderr, /is in an object store/);
  }),
);
