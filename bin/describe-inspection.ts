import { thousands } from '../lib/human.js';
import { whatItIs } from '../lib/inspect/describe-fit.js';
import type { Inspection, SampledReject } from '../lib/inspect/inspect.js';
import { MANY } from '../lib/inspect/profile-fields.js';
import type { Mapping } from '../lib/mapping/read-mapping.js';
import { formatSize } from '../lib/options.js';
import { totalRejects } from '../lib/records/counters.js';
import { describeIgnoredTypes } from '../lib/records/describe-counts.js';
import { nameOfSource } from '../lib/sources/standard-input.js';
import { printable } from './printable.js';

const FEW_SOURCES = 5;
const FEW_TYPES = 15;
const FEW_FIELDS = 40;
/** Fields of fewer records are only counted. */
const RARE_SHARE = 0.005;
const EXCERPT = 120;

interface Call {
  /** The sources as they were typed. */
  readonly sources: readonly string[];
  /** The mapping that was given, as it was typed, or the file that a guessed one was written to. */
  readonly mapFile: string | undefined;
}

/** What a look at some sources has found, for people. */
export function describeInspection(inspection: Inspection, call: Call): string {
  const parts = [
    describeSources(inspection),
    describeTypes(inspection),
    describeFields(inspection),
    describeFacts(inspection),
    describeJudgement(inspection),
    describeWay(inspection, call),
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function describeSources({ sources, input, looks, fault, sample, records }: Inspection): string[] {
  const listed = sources.slice(0, FEW_SOURCES).map(({ path, size, compression }) => {
    const packed = compression === 'none' ? '' : `, ${compression}`;
    return `${nameOfSource(path)}: ${size === undefined ? 'a pipe' : formatSize(size)}${packed}`;
  });
  if (sources.length > FEW_SOURCES) {
    const size = sources.reduce((sum, each) => sum + (each.size ?? 0), 0);
    listed.push(`and ${thousands(sources.length - FEW_SOURCES)} more; ${formatSize(size)} in all`);
  }
  if (input === undefined) return [...listed, `it looks like ${looks}`];
  const units = input === 'json' ? 'values' : 'lines';
  const whole = records === undefined || sample.whole ? '' : `, of about ${thousands(records)}`;
  const of = sample.whole
    ? `all ${thousands(sample.records)} ${units}`
    : `a sample of ${thousands(sample.records)} ${units}${whole}`;
  const seen = `${looks ?? 'one JSON object a line'}; looked at ${of}, ${formatSize(sample.bytes)}`;
  return [...listed, seen, ...(fault === undefined ? [] : [`a job would fail: ${fault}`])];
}

function describeTypes({ types }: Inspection): string[] {
  if (types === undefined) return [];
  const all = types.types.reduce((sum, { records }) => sum + records, 0);
  const rows = types.types
    .slice(0, FEW_TYPES)
    .map(({ type, records, kind }) => [
      type === null ? '(none)' : printable(type),
      percent(records, all),
      kind ?? '',
    ]);
  const more = types.types.length - FEW_TYPES;
  return [`records by ${types.path}`, ...table(rows), ...(more > 0 ? [`  and ${thousands(more)} more`] : [])];
}

function describeFields({ fields, sample }: Inspection): string[] {
  if (fields.length === 0) return [];
  const often = fields.filter(({ records }) => records >= sample.records * RARE_SHARE).slice(0, FEW_FIELDS);
  const rows = often.map(({ path, records, kinds, distinct, examples }) => {
    const differ =
      distinct === 0 ? '' : `${thousands(distinct)}${distinct >= MANY ? ' or more' : ''} different`;
    return [
      printable(path),
      percent(records, sample.records),
      Object.keys(kinds).join(' or '),
      differ,
      examples.join(', '),
    ];
  });
  const more = fields.length - often.length;
  return ['fields', ...table(rows), ...(more > 0 ? [`  and ${thousands(more)} rarer ones`] : [])];
}

const LIKELY: Readonly<Record<keyof Inspection['likely'], string>> = {
  user_id: 'user',
  type: 'type',
  id: 'id',
  name: 'name',
  timestamp: 'time',
  data: 'attributes',
};

function describeFacts({ timeSpan, likely, fit }: Inspection): string[] {
  const fields = Object.entries(LIKELY).flatMap(([field, word]) => {
    const path = likely[field as keyof typeof likely];
    return path === undefined ? [] : [`${word} ${printable(path)}`];
  });
  return [
    ...(fields.length === 0
      ? []
      : [
          `${fit === undefined || fit === 'mapping' ? 'likely fields' : 'fields that count'}: ${fields.join(', ')}`,
        ]),
    ...(timeSpan === undefined
      ? []
      : [`times: ${timeSpan.from} to ${timeSpan.to} (${printable(timeSpan.path)})`]),
  ];
}

function describeJudgement(inspection: Inspection): string[] {
  const { counters, input, sample, rejects, fit } = inspection;
  if (counters === undefined) return [];
  const { lines, events, attributes, anonymous, ignored } = counters;
  const units = input === 'json' ? 'values' : 'lines';
  const counts = [
    `${thousands(events)} events`,
    `${thousands(attributes)} attributes`,
    ...(anonymous === 0 ? [] : [`${thousands(anonymous)} without a user, which are skipped`]),
    ...(ignored === 0 ? [] : [`${thousands(ignored)} ignored (${describeIgnoredTypes(counters)})`]),
    `${thousands(totalRejects(counters))} rejected`,
  ];
  const as = fit === 'given' ? 'as the given mapping reads them' : `as ${whatItIs(inspection)}`;
  const place = (reject: SampledReject) =>
    `${input === 'json' ? 'value' : 'byte'} ${reject.offset} of ${nameOfSource(reject.source)}`;
  return [
    `${as}, ${thousands(lines)} ${units} are ${counts.join(', ')}`,
    ...rejects.flatMap((reject) => [
      `  ${thousands(counters.rejects[reject.code] ?? 0)} ${reject.code} (${percent(counters.rejects[reject.code] ?? 0, sample.records)}); the first at ${place(reject)}: ${reject.message}`,
      `    ${excerpt(reject.text)}`,
    ]),
  ];
}

function describeWay({ fit, map, input, sources: found }: Inspection, { sources, mapFile }: Call): string[] {
  if (input === undefined) return [];
  if (fit === undefined) {
    return [
      'neither the plain input nor a preset fits, and fields for a user, an id and a name were not all found',
      'write a mapping of your own: docs/mapping.md says how; spillway inspect --map tries it',
    ];
  }
  const named = mapFile ?? (fit === 'plain' ? undefined : fit === 'preset' ? (map as string) : 'map.json');
  const words = [
    ...['spillway', 'summarize', ...sources.map(quoted), '-o', 'summary.csv'],
    // Of a file the command sees it itself.
    ...(input === 'json' && found.some(({ resumable }) => !resumable) ? ['--input', 'json'] : []),
    ...(named === undefined ? [] : ['--map', quoted(named)]),
  ];
  const mapping =
    fit === 'mapping' && mapFile === undefined
      ? ['a mapping to start from, which --write-map map.json writes:', ...written(map as Mapping), '']
      : [];
  return [...mapping, 'to summarise it:', `  ${words.join(' ')}`];
}

/** A mapping as JSON, a field on each line. */
export function written(mapping: Mapping): string[] {
  return JSON.stringify(mapping, null, 2).split('\n');
}

function percent(part: number, whole: number): string {
  const share = (100 * part) / Math.max(1, whole);
  return share > 0 && share < 0.1 ? '<0.1%' : `${Number(share.toFixed(1))}%`;
}

/** Columns of equal width; the last one is as long as it is. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]!.length))) ?? [];
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}`.trimEnd(),
  );
}

function excerpt(text: string): string {
  return printable(text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text);
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./*?-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
