// Activity logs for property tests. Users, names, ids and timestamps come from small pools, so that activities really
// meet: ids repeat, timestamps tie, the same name is written in several ways.
import fc from 'fast-check';
import { brokenLineArbitrary, longLineArbitrary } from './broken-lines.js';
import {
  jsonArbitrary,
  numberArbitrary,
  objectSource,
  spacesArbitrary,
  stringSource,
} from './json-sources.js';

export interface LogConstraints {
  /** Lines at most, blank ones counted; default 40. */
  readonly maxLines?: number;
  /** Whether broken lines of every reject code are among them; default true. */
  readonly broken?: boolean;
}

/**
 * A whole activity log as a Buffer: 0 to `maxLines` lines, each of them an activity, an anonymous line, a broken line
 * (every reject code occurs; `line-too-long` only where `maxLine` is below 3 KiB, so use 1KiB in some tests) or a
 * blank one. Lines end in LF or CRLF, the last one may end in neither, and a byte order mark may come first.
 */
export function logArbitrary({ maxLines = 40, broken = true }: LogConstraints = {}): fc.Arbitrary<Buffer> {
  const line = fc.tuple(
    lineArbitrary({ broken }),
    fc.oneof({ arbitrary: fc.constant('\n'), weight: 4 }, { arbitrary: fc.constant('\r\n'), weight: 1 }),
  );
  const mark = fc.oneof(
    { arbitrary: fc.constant(''), weight: 5 },
    { arbitrary: fc.constant('\ufeff'), weight: 1 },
  );
  return fc
    .tuple(mark, fc.array(line, { maxLength: maxLines, size: 'max' }), fc.boolean())
    .map(([bom, lines, ended]) => {
      const pieces = lines.flatMap(([bytes, end], index) =>
        ended || index < lines.length - 1 ? [bytes, Buffer.from(end)] : [bytes],
      );
      return Buffer.concat([Buffer.from(bom), ...pieces]);
    });
}

/** One line without its line end, as `logArbitrary` mixes them. */
export function lineArbitrary({ broken = true }: LogConstraints = {}): fc.Arbitrary<Buffer> {
  const blank = fc.constantFrom('', ' ', '\t', '\r', ' \r ').map((line) => Buffer.from(line));
  const sound = [
    { arbitrary: activityLineArbitrary(), weight: 24 },
    { arbitrary: usualLineArbitrary(), weight: 8 },
    { arbitrary: anonymousLineArbitrary(), weight: 2 },
    { arbitrary: longLineArbitrary(), weight: 1 },
    { arbitrary: blank, weight: 1 },
  ];
  return fc.oneof(...sound, {
    arbitrary: brokenLineArbitrary(activityLineArbitrary()),
    weight: broken ? 6 : 0,
  });
}

/**
 * One well-formed event or attributes line without its line end: its keys in any order, with unknown and repeated
 * ones, white space and escapes anywhere. One in some has a delimiter in a text and so depends on the policy.
 */
export function activityLineArbitrary(): fc.Arbitrary<Buffer> {
  const members = fc.oneof(
    fc.tuple(
      member('user_id', userIdArbitrary()),
      member('type', textArbitrary(['event'])),
      member('id', eventIdArbitrary()),
      member('name', nameArbitrary()),
    ),
    fc.tuple(
      member('user_id', userIdArbitrary()),
      member('type', textArbitrary(['attributes'])),
      member('timestamp', timestampArbitrary()),
      member('data', dataArbitrary()),
    ),
  );
  return withExtraMembers(members);
}

/** A line as `spillway generate` writes it: its names in ascending order, all but the timestamp strings, no space. */
export function usualLineArbitrary(): fc.Arbitrary<Buffer> {
  const odd = fc.constantFrom('', 'é', 'a,b', 'a"b', 'a longer text than sixteen bytes');
  const text = fc.oneof(
    { arbitrary: fc.constantFrom('1', '2'), weight: 12 },
    { arbitrary: fc.constantFrom('view', 'Buy'), weight: 2 },
    { arbitrary: odd, weight: 1 },
  );
  const event = fc.record({
    data: fc.dictionary(text, text, { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
    id: text,
    name: text,
    timestamp: fc.constantFrom(1_560_000_000, 1_560_000_000_123, 7, 0.5, -3),
    type: fc.constant('event'),
    user_id: text,
  });
  return fc.tuple(event, fc.boolean()).map(([{ data, id, name, timestamp, type, user_id }, isEvent]) => {
    const activity = isEvent
      ? { data, id, name, timestamp, type, user_id }
      : { data, id, timestamp, type: 'attributes', user_id };
    return Buffer.from(JSON.stringify(activity));
  });
}

/** A line without a user: whatever else is in it, it is skipped. */
export function anonymousLineArbitrary(): fc.Arbitrary<Buffer> {
  const userId = fc.constantFrom<[string, string][]>([], [['"user_id"', 'null']], [['"user_id"', '""']]);
  const type = fc.oneof(member('type', textArbitrary(['event', 'attributes', 'other'])), extraMember());
  return withExtraMembers(fc.tuple(userId, type).map(([user, other]) => [...user, other]));
}

/** The options that change the answer, beside the line limit; `{}` is the default of each. */
export function answerOptionsArbitrary() {
  return fc.record(
    {
      delimiters: fc.constantFrom('reject' as const, 'escape' as const),
      emptySections: fc.constantFrom('keep' as const, 'omit' as const),
      order: fc.constantFrom('bytes' as const, 'numeric' as const),
    },
    { requiredKeys: [] },
  );
}

type Member = [name: string, value: string];

function member(name: string, value: fc.Arbitrary<string>): fc.Arbitrary<Member> {
  return fc.tuple(textArbitrary([name]), value);
}

/** A member that means nothing where it is, or one that a later one of the same name may supersede. */
function extraMember(): fc.Arbitrary<Member> {
  return fc.oneof(
    fc.tuple(textArbitrary(['zone', '', '__proto__', 'User_id', 'ids']), jsonArbitrary()),
    member('data', dataArbitrary()),
    member('timestamp', timestampArbitrary()),
    member('name', nameArbitrary()),
  );
}

function withExtraMembers(members: fc.Arbitrary<Member[]>): fc.Arbitrary<Buffer> {
  return fc
    .tuple(members, fc.array(extraMember(), { maxLength: 2 }), spacesArbitrary())
    .chain(([needed, extra, spaces]) =>
      fc
        .shuffledSubarray([...extra, ...needed], { minLength: extra.length + needed.length })
        .map((pairs) => Buffer.from(objectSource(pairs, spaces))),
    );
}

/** JSON source of one of the texts, each character escaped or not. */
export function textArbitrary(texts: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...texts), fc.oneof({ arbitrary: fc.constant(0), weight: 4 }, fc.nat(255)))
    .map(([text, escapes]) => stringSource(text, escapes));
}

// U+FFFF comes before U+1F600 by UTF-8 bytes and after it by UTF-16 units; half a surrogate pair is U+FFFD.
const ODD_TEXTS = [
  'é',
  'e\u0301',
  '\uffff',
  '\u{1f600}',
  '\ud83d',
  '\ufffd',
  '__proto__',
  '\0',
  '"\\/\b',
  '\u2028',
];
const DELIMITED_TEXTS = ['a,b', 'a=b', 'a\nb', '\r', '\\,'];

export function userIdArbitrary(): fc.Arbitrary<string> {
  return fc.oneof(
    { arbitrary: textArbitrary(['1', '2']), weight: 12 },
    { arbitrary: fc.constantFrom('1', '2'), weight: 4 },
    { arbitrary: textArbitrary(['10', '02', '-2', 'a', 'Z', 'aa']), weight: 3 },
    { arbitrary: fc.constantFrom('10', '-2', '-0', '1.0', '1e2', '12345678901234567890'), weight: 2 },
    { arbitrary: textArbitrary(ODD_TEXTS), weight: 2 },
    { arbitrary: textArbitrary(DELIMITED_TEXTS), weight: 1 },
  );
}

export function nameArbitrary(): fc.Arbitrary<string> {
  return fc.oneof(
    { arbitrary: textArbitrary(['view', 'buy', 'Buy']), weight: 12 },
    { arbitrary: textArbitrary(ODD_TEXTS), weight: 2 },
    { arbitrary: textArbitrary(DELIMITED_TEXTS), weight: 1 },
  );
}

export function eventIdArbitrary(): fc.Arbitrary<string> {
  // Canonical UUIDs and texts that only look like one: upper case, too short, a wrong digit.
  const uuids = [
    '3b241101-e2bb-4255-8caf-4136c566a962',
    '3b241101-e2bb-4255-8caf-4136c566a963',
    '3B241101-E2BB-4255-8CAF-4136C566A962',
    '3b241101e2bb42558caf4136c566a962',
    '3b241101-e2bb-4255-8caf-4136c566a96g',
  ];
  return fc.oneof(
    { arbitrary: fc.constantFrom(`"${uuids[0]}"`, `"${uuids[1]}"`), weight: 6 },
    { arbitrary: textArbitrary(uuids), weight: 2 },
    { arbitrary: textArbitrary(['1', '2', '1.0', 'x,y']), weight: 4 },
    { arbitrary: fc.constantFrom('1', '2', '1.0', '10e-1'), weight: 2 },
    { arbitrary: textArbitrary(ODD_TEXTS), weight: 1 },
  );
}

export function timestampArbitrary(): fc.Arbitrary<string> {
  // Several are the same double.
  const ties = ['1', '1.0', '10e-1', '2', '0', '-0', '-1', '0.1', '0.1000000000000000055511', '-1e-400'];
  const large = ['9007199254740992', '9007199254740993', '1.7976931348623157e308', '5e-324'];
  return fc.oneof(
    { arbitrary: fc.constantFrom(...ties), weight: 8 },
    { arbitrary: fc.constantFrom(...large), weight: 1 },
    { arbitrary: numberArbitrary().filter((number) => Number.isFinite(Number(number))), weight: 1 },
  );
}

export function dataArbitrary(): fc.Arbitrary<string> {
  const value = fc.oneof(
    { arbitrary: textArbitrary(['x', 'y', '', 'a\\b']), weight: 6 },
    { arbitrary: fc.constantFrom('19.90', '19.9', 'true', 'false', '12345678901234567890'), weight: 3 },
    { arbitrary: fc.constant('null'), weight: 3 },
    { arbitrary: jsonArbitrary(), weight: 2 },
    { arbitrary: textArbitrary(DELIMITED_TEXTS), weight: 1 },
  );
  return fc
    .tuple(fc.array(fc.tuple(nameArbitrary(), value), { maxLength: 4 }), spacesArbitrary())
    .map(([pairs, spaces]) => objectSource(pairs, spaces));
}
