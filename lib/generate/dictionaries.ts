import { TextTable } from './text-table.js';

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

let dictionaries: Promise<Dictionaries> | undefined;

/** Loads and combines the word lists once, on first use: it takes a good part of a second. */
export function loadDictionaries(): Promise<Dictionaries> {
  dictionaries ??= load();
  return dictionaries;
}

async function load(): Promise<Dictionaries> {
  const { faker } = await import('@faker-js/faker/locale/en');
  const { person, location, internet, vehicle, color, company, food, hacker, lorem } = faker.definitions;
  const firstNames = words(Object.values(person.first_name).flat());
  const lastNames = words(Object.values(person.last_name).flat());
  const verbs = words(hacker.verb, company.buzz_verb);
  const colors = words(color.human);
  const adjectives = words(hacker.adjective);
  const jobs = combine(
    words(person.job_descriptor),
    combine(words(person.job_area), words(person.job_type), ' '),
    ' ',
  );
  return {
    firstNames: new TextTable(firstNames),
    lastNames: new TextTable(lastNames),
    cities: new TextTable(words(location.city_name)),
    domains: new TextTable(combine(words(lorem.word), words(internet.domain_suffix), '.')),
    attributeNames: new TextTable([...COMMON_ATTRIBUTES, ...names(words(vehicle.manufacturer), firstNames)]),
    jobTitles: new TextTable(jobs),
    words: new TextTable(words(lorem.word)),
    nouns: new TextTable(words(hacker.noun)),
    eventNames: new TextTable(names(verbs, colors)),
    dataKeys: new TextTable([...names(words(lorem.word), adjectives), ...names(adjectives, colors)]),
    dataValues: new TextTable([...combine(verbs, words(company.buzz_noun)), ...words(food.ingredient)]),
  };
}

/** Keeps the texts that need no escaping in JSON or in a summary, and that sort alike in UTF-16 and in UTF-8. */
function words(...lists: readonly (readonly string[])[]): string[] {
  return lists.flat().filter((text) => !/[,="\\\p{Cc}\p{Cs}\u{10000}-\u{10ffff}]/u.test(text));
}

function combine(first: readonly string[], second: readonly string[], separator = ''): string[] {
  return first.flatMap((left) => second.map((right) => left + separator + right));
}

/** Every pair, in the style of names: `BMW` and `Ada` make `bmwada`. */
function names(first: readonly string[], second: readonly string[]): string[] {
  const nameLike = (text: string) => text.toLowerCase().replaceAll(' ', '');
  return combine(first.map(nameLike), second.map(nameLike));
}
