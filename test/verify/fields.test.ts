import test from 'ava';
import { kindOf, splitLine } from '../../lib/verify/fields.js';

const kinds = (line: string) => {
  const { fields } = splitLine(line, 'reject');
  return fields.map((_, at) => kindOf(fields, at)?.[0] ?? '?').join('');
};

test('attributes are told from events as far as the line allows', (t) => {
  t.is(kinds('1,city=Oslo,'), 'ae', 'the empty section must be the events');
  t.is(kinds('1,,page=2,view=1'), 'eee');
  t.is(kinds('1,b=1,a=1'), 'ae', 'names descend only where events begin');
  t.is(kinds('1,a=x,b=2,c=3'), 'a??', 'a value that may be a count may also be an attribute');
  t.is(kinds('1,a=1,b=x'), 'aa', 'an attribute after it makes it one too');
  t.is(kinds('1,a=0,b=01'), 'aa', 'neither value can be a count');
  t.is(kinds('1,b=x,c=2,a=1'), 'aae', 'c is before the only place where names descend');
  t.is(kinds('1,c=1,b=1,a=1'), '???', 'no summary has such a line');
});

test('a backslash escapes a delimiter under the policy escape only', (t) => {
  const line = 'u\\,v,a\\=b=c\\\\,d=e=f,g';
  t.deepEqual(splitLine(line, 'escape'), {
    user: 'u\\,v',
    fields: [
      { raw: 'a\\=b=c\\\\', name: 'a\\=b', value: 'c\\\\' },
      { raw: 'd=e=f', name: 'd', value: 'e=f' },
      { raw: 'g', name: 'g', value: undefined },
    ],
  });
  t.deepEqual(splitLine(line, 'reject').user, 'u\\');
});
