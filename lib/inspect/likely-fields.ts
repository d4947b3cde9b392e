import { type FieldProfile, MANY } from './profile-fields.js';

/** The fields that a mapping needs, as far as some were found. */
export interface LikelyFields {
  readonly user_id?: FieldProfile | undefined;
  readonly type?: FieldProfile | undefined;
  readonly id?: FieldProfile | undefined;
  readonly name?: FieldProfile | undefined;
  readonly timestamp?: FieldProfile | undefined;
  readonly data?: FieldProfile | undefined;
}

// The usual names, the best first, without regard to case and to what is no letter or digit.
const USERS = [
  ...['userid', 'uid', 'distinctid', 'user', 'customerid', 'accountid', 'memberid', 'playerid', 'profileid'],
  ...['subscriberid', 'externaluserid', 'userpseudoid', 'username', 'actorid', 'visitorid', 'clientid'],
  ...['deviceid', 'anonymousid', 'actor', 'customer', 'login', 'email'],
];
const IDS = [
  'eventid',
  'messageid',
  'insertid',
  'uuid',
  'id',
  'guid',
  'requestid',
  'transactionid',
  'orderid',
];
const NAMES = ['eventname', 'event', 'name', 'action', 'eventtype', 'activity', 'verb', 'type'];
const TYPES = ['type', 'recordtype', 'eventtype', 'kind', 'category'];
const TIMES = [
  ...[
    'timestamp',
    'time',
    'ts',
    'eventtime',
    'occurredat',
    'eventtimestamp',
    'originaltimestamp',
    'createdat',
  ],
  ...['datetime', 'date', 'sentat', 'receivedat', 'at'],
];
const DATA = ['traits', 'attributes', 'userproperties', 'userattributes', 'profile', 'properties', 'data'];
/** Objects whose `id` is a user's. */
const PERSONS = /(?:^|\.)\$?(?:user|customer|account|member|player|actor|visitor|person|profile)\.id$/i;

/** A text that names things has few different values; as many as this, or this share of its records. */
const FEW = 30;
const FEW_SHARE = 0.2;
/** The share of different values that an id has at least: a log may hold copies, and a usual name is a reason to believe it. */
const DISTINCT_SHARE = 0.7;
const NAMED_DISTINCT_SHARE = 0.2;

/** Guesses by names and values which fields are which; the first fitting one of the usual names. */
export function likelyFields(fields: readonly FieldProfile[], records: number): LikelyFields {
  const often = fields.filter((field) => field.records >= records / 3);
  const user_id =
    byName(often, USERS, isText) ?? often.find((field) => PERSONS.test(field.path) && isText(field));
  const rest = often.filter((field) => field !== user_id);
  const id =
    byName(rest, IDS, (field) => isUnique(field, NAMED_DISTINCT_SHARE)) ??
    rest.find((field) => isUnique(field, DISTINCT_SHARE) && looksLikeUuid(field));
  const others = rest.filter((field) => field !== id);
  const name = byName(others, NAMES, isNaming);
  const type = byName(
    others.filter((field) => field !== name),
    TYPES,
    (field) => isNaming(field) && field.distinct <= FEW,
  );
  const timestamp =
    byName(others, TIMES, isTime) ?? others.find((field) => isTime(field) && field.time === 'iso-8601');
  const data = byName(fields, DATA, isObject);
  return { user_id, type, id, name, timestamp, data };
}

function byName(
  fields: readonly FieldProfile[],
  names: readonly string[],
  fits: (field: FieldProfile) => boolean,
): FieldProfile | undefined {
  const fitting = fields.filter((field) => names.includes(lastName(field.path)) && fits(field));
  const rank = ({ path, depth }: FieldProfile) => names.indexOf(lastName(path)) + (depth - 1) * names.length;
  return fitting.sort((a, b) => rank(a) - rank(b))[0];
}

function lastName(path: string): string {
  const last = /(?:[^\\.]|\\.)*$/.exec(path)![0];
  return last.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function share(field: FieldProfile, ...kinds: readonly (keyof FieldProfile['kinds'])[]): number {
  const values = field.records - (field.kinds.null ?? 0);
  return kinds.reduce((sum, kind) => sum + (field.kinds[kind] ?? 0), 0) / Math.max(1, values);
}

function isText(field: FieldProfile): boolean {
  return share(field, 'string', 'number') > 0.9;
}

function isUnique(field: FieldProfile, share: number): boolean {
  const enough = Math.min(MANY, field.records * share);
  return isText(field) && field.time === undefined && field.distinct >= enough;
}

function isNaming(field: FieldProfile): boolean {
  const few = Math.max(FEW, field.records * FEW_SHARE);
  return share(field, 'string') > 0.9 && field.time === undefined && field.distinct <= few;
}

function isTime(field: FieldProfile): boolean {
  return field.time !== undefined;
}

function isObject(field: FieldProfile): boolean {
  return share(field, 'object') > 0.9;
}

function looksLikeUuid({ examples }: FieldProfile): boolean {
  return examples.every((example) => /^"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"$/i.test(example));
}
