import { type FieldMapping, formatPath, PATH_FIELDS } from '../mapping/mapping.js';
import { PRESET_NAMES, PRESETS, type PresetName } from '../mapping/presets.js';
import { type Mapping, readMapping } from '../mapping/read-mapping.js';
import { judgeRecords, validLines } from './judge-records.js';
import type { FieldProfile } from './profile-fields.js';
import type { SourceRecord } from './recognise-layout.js';

/** How to read records: without a mapping, by a preset, or by a guessed mapping. */
export type Choice =
  | { readonly fit: 'plain' }
  | { readonly fit: 'preset'; readonly map: PresetName }
  | { readonly fit: 'mapping'; readonly map: Mapping };

/** As many records are judged by every preset. */
const TRIED_RECORDS = 400;
/** A guess must make this share more of the records valid than a preset, which knows its product. */
const GUESS_MARGIN = 0.25;
/** What only records of one product hold, where the preset of another reads them just as well. */
const SIGNS: readonly (readonly [preset: string, sign: RegExp])[] = [['rudderstack', /rudder/i]];

/**
 * The way of reading for which most records are valid; undefined if none are by any. Ways that read the same are in this
 * order: the plain input, presets, the guess. A preset that accepts anonymous records is only chosen if no other fits.
 *
 * `given`: a way that is known not to fit.
 */
export async function chooseMapping(
  records: readonly SourceRecord[],
  guess: Mapping | undefined,
  fields: readonly FieldProfile[],
  given?: { readonly mapping: FieldMapping | undefined },
): Promise<Choice | undefined> {
  const step = Math.max(1, Math.ceil(records.length / TRIED_RECORDS));
  const tried = records.filter((_, index) => index % step === 0);
  const validBy = async (choice: Choice): Promise<number> => {
    const map = 'map' in choice ? choice.map : undefined;
    if (given !== undefined && sameMapping(readMapping('map', map), given.mapping)) return 0;
    return validLines((await judgeRecords(tried, map)).counters);
  };
  const presets = presetsInOrder(fields);
  const known =
    (await bestOf([{ fit: 'plain' }, ...presets.filter(skipsAnonymous)], validBy)) ??
    (await bestOf(presets, validBy));
  if (guess === undefined) return known?.choice;
  const guessed: Choice = { fit: 'mapping', map: guess };
  const more = (await validBy(guessed)) - (known?.valid ?? 0);
  return more > (known === undefined ? 0 : tried.length * GUESS_MARGIN) ? guessed : known?.choice;
}

type Rated = { readonly choice: Choice; readonly valid: number };

async function bestOf(
  choices: readonly Choice[],
  validBy: (choice: Choice) => Promise<number>,
): Promise<Rated | undefined> {
  let best: Rated | undefined;
  for (const choice of choices) {
    const valid = await validBy(choice);
    if (valid > (best?.valid ?? 0)) best = { choice, valid };
  }
  return best;
}

/** All presets; first those of products whose signs are in the records, then those that know most of their fields. */
function presetsInOrder(fields: readonly FieldProfile[]): Choice[] {
  const texts = fields.flatMap(({ path, examples }) => [path, ...examples]);
  const signed = SIGNS.filter(([, sign]) => texts.some((text) => sign.test(text))).map(([preset]) => preset);
  const isSigned = (name: string) => signed.some((preset) => name.startsWith(preset));
  const paths = new Set(fields.map(({ path }) => path));
  const fieldsOf = (name: PresetName) =>
    PATH_FIELDS.flatMap((field) => PRESETS[name][field]).filter((path) => paths.has(formatPath(path))).length;
  return PRESET_NAMES.filter((name) => name !== 'plain')
    .sort((a, b) => Number(isSigned(b)) - Number(isSigned(a)) || fieldsOf(b) - fieldsOf(a))
    .map((map) => ({ fit: 'preset', map }));
}

function skipsAnonymous(choice: Choice): boolean {
  return choice.fit === 'preset' && !choice.map.endsWith('+anonymous');
}

function sameMapping(one: FieldMapping | undefined, other: FieldMapping | undefined): boolean {
  // Measures do not make a mapping another one; and the plain input needs none.
  const meaning = (mapping: FieldMapping | undefined) =>
    mapping === undefined || mapping.plain === true ? undefined : { ...mapping, measures: undefined };
  return JSON.stringify(meaning(one)) === JSON.stringify(meaning(other));
}
