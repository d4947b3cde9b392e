import test from 'ava';
import type { Manifest } from '../../lib/checkpoint/manifest.js';
import { type JobTerms, notResumable, requireSameJob } from '../../lib/checkpoint/resume.js';
import { NO_COUNTERS } from '../../lib/records/counters.js';
import { failsWith } from '../support/fails-with.js';

const TERMS: JobTerms = {
  sources: ['/logs/a', '/logs/b'],
  rejects: null,
  options: { order: 'bytes', map: null },
};

function savedWith({ sources, ...terms }: JobTerms): Manifest {
  const identities = sources.map((path) => ({ path }) as Manifest['sources'][number]);
  return { ...terms, unit: 'bytes', sources: identities, ranges: [], counters: NO_COUNTERS, kept: null };
}

const compare = (given: JobTerms) => () => requireSameJob('manifest.json', savedWith(TERMS), given);

test('a job with the same terms resumes, even if the files have moved', (t) => {
  t.notThrows(compare(TERMS));
  t.notThrows(compare({ ...TERMS, options: { map: null, order: 'bytes' }, sources: ['/old/a', '/old/b'] }));
});

test('a changed option is reported with its name and both values', async (t) => {
  const given = { ...TERMS, options: { ...TERMS.options, order: 'numeric' } };
  await failsWith(
    t,
    compare(given),
    'options-changed',
    'manifest.json',
    'order "bytes"',
    '"numeric"',
    '--fresh',
  );
  const without = { ...TERMS, options: { order: 'bytes' } };
  await failsWith(t, compare(without), 'options-changed', 'map null', 'not given');
  const inherited = { ...TERMS, options: { ...TERMS.options, toString: 'mine' } };
  await failsWith(t, compare(inherited), 'options-changed', 'toString not given', '"mine"');
  const rejects = { ...TERMS, rejects: '/rejects' };
  await failsWith(t, compare(rejects), 'options-changed', 'rejects null', '"/rejects"');
});

test('missing and new sources are reported, with the path of one of them', async (t) => {
  const fewer = { ...TERMS, sources: ['/logs/b'] };
  await failsWith(t, compare(fewer), 'options-changed', '2 sources', 'there are 1', '/logs/a is missing');
  const more = { ...TERMS, sources: ['/logs/a', '/logs/b', '/logs/c'] };
  await failsWith(t, compare(more), 'options-changed', 'there are 3', '/logs/c is new');
});

test('a job that reads a pipe cannot resume, and the message names the pipe', async (t) => {
  const sources = [
    { path: '/logs/a', sealed: true, resumable: true },
    { path: '-', sealed: true, resumable: false },
  ];
  const fail = () => {
    throw notResumable('work', sources);
  };
  await failsWith(t, fail, 'options-changed', 'work holds the saved work', 'standard input is a pipe');
});
