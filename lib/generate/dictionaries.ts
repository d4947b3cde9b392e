import { TextTable } from './text-table.js';
import {
  ADJECTIVES,
  CITIES,
  COLORS,
  combine,
  DOMAIN_ENDINGS,
  FIRST_NAMES,
  FOODS,
  JOB_FIELDS,
  JOB_LEVELS,
  JOB_TITLES,
  LAST_NAMES,
  NOUNS,
  TOPICS,
  VEHICLES,
  VERBS,
  WORDS,
} from './words.js';

/** The texts to draw from. None needs escaping in JSON or contains a delimiter of the line format. */
export interface Dictionaries {
  readonly firstNames: TextTable;
  readonly lastNames: TextTable;
  readonly cities: TextTable;
  readonly domains: TextTable;
  /** All possible attribute names: the six that every user has, and car maker + first name. */
  readonly attributeNames: TextTable;
  readonly jobTitles: TextTable;
  readonly words: TextTable;
  readonly nouns: TextTable;
  /** Verb + colour. */
  readonly eventNames: TextTable;
  /** Keys and values in the data of events, which the summary ignores. */
  readonly dataKeys: TextTable;
  readonly dataValues: TextTable;
}

/** The attributes that every user has, in the order in which they become final. */
export const COMMON_ATTRIBUTES = ['first_name', 'last_name', 'email', 'city', 'ip', 'created_at'] as const;

let combined: Dictionaries | undefined;

/** The word lists, which are combined at the first call: that takes a good part of a second. */
export function makeDictionaries(): Dictionaries {
  combined ??= combineWords();
  return combined;
}

function combineWords(): Dictionaries {
  const jobs = combine(JOB_LEVELS, combine(JOB_FIELDS, JOB_TITLES, ' '), ' ');
  return {
    firstNames: new TextTable(FIRST_NAMES),
    lastNames: new TextTable(LAST_NAMES),
    cities: new TextTable(CITIES),
    domains: new TextTable(combine(WORDS, DOMAIN_ENDINGS, '.')),
    attributeNames: new TextTable([...COMMON_ATTRIBUTES, ...names(VEHICLES, FIRST_NAMES)]),
    jobTitles: new TextTable(jobs),
    words: new TextTable(WORDS),
    nouns: new TextTable(NOUNS),
    eventNames: new TextTable(names(VERBS, COLORS)),
    dataKeys: new TextTable([...names(WORDS, ADJECTIVES), ...names(ADJECTIVES, COLORS)]),
    dataValues: new TextTable([...combine(VERBS, TOPICS), ...combine(COLORS, FOODS, ' ')]),
  };
}

/** Every pair, in the style of names: `Golden Arrow` and `Ada` make `goldenarrowada`. */
function names(first: readonly string[], second: readonly string[]): string[] {
  const nameLike = (text: string) => text.toLowerCase().replaceAll(' ', '');
  return combine(first.map(nameLike), second.map(nameLike));
}
