// Summarises a log without test users, with e-mails hashed: node own-edit.js messages.data summary.csv
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { aggregate, chain, edit, fileSink, format, parse, sortMerge, validate } from 'spillway';

const [source = 'messages.data', output = 'summary.csv'] = process.argv.slice(2);
const hash = (text: unknown) => createHash('sha256').update(`${text}`).digest('hex').slice(0, 8);

await chain(
  createReadStream(source),
  parse(),
  validate(),
  edit((activity) => {
    if (activity.user_id.startsWith('test-')) return undefined;
    const data = activity.data as Record<string, unknown> | undefined;
    return data?.['email'] ? { data: { ...data, email: hash(data['email']) } } : activity;
  }),
  aggregate(),
  sortMerge(),
  format(),
  fileSink(output),
);
