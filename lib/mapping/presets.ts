import { type MappingForms, NO_FORMS } from './forms.js';
import type { FieldMapping } from './mapping.js';

// The fields of vendors' exports, as documented by them. docs/mapping.md has the links, and lists what is left out.

const formsOf = (forms: Partial<MappingForms>): MappingForms => ({ ...NO_FORMS, ...forms });

const NOTHING = { type: [], types: {}, id: [], name: [], timestamp: [], data: [] } as const;

const SEGMENT: FieldMapping = {
  user_id: [['userId']],
  type: [['type']],
  types: { track: 'event', identify: 'attributes' },
  otherwise: 'ignored',
  id: [['messageId']],
  name: [['event']],
  timestamp: [['timestamp']],
  data: [['traits']],
  time: 'iso-8601',
};

const RUDDERSTACK: FieldMapping = {
  ...SEGMENT,
  timestamp: [['timestamp'], ['originalTimestamp']],
  data: [['traits'], ['context', 'traits']],
  forms: formsOf({ data: 'all' }),
};

const AMPLITUDE: FieldMapping = {
  user_id: [['user_id']],
  type: [['event_type']],
  types: { $identify: 'attributes', $groupidentify: 'ignored' },
  otherwise: 'both',
  id: [['$insert_id'], ['insert_id'], ['uuid']],
  name: [['event_type']],
  timestamp: [['event_time']],
  data: [['user_properties', '$set'], ['user_properties']],
  time: 'iso-8601',
  forms: formsOf({ once: [['user_properties', '$setOnce']], unset: [['user_properties', '$unset']] }),
};

const GA4: FieldMapping = {
  ...NOTHING,
  user_id: [['user_id']],
  otherwise: 'both',
  id: [['event_timestamp'], ['event_name'], ['event_params', 'ga_session_id']],
  name: [['event_name']],
  timestamp: [['event_timestamp']],
  data: [['user_properties']],
  time: 'microseconds',
  forms: formsOf({
    id: 'all',
    entries: {
      at: [['user_properties'], ['event_params']],
      key: ['key'],
      value: [
        ['value', 'string_value'],
        ['value', 'int_value'],
        ['value', 'float_value'],
        ['value', 'double_value'],
      ],
    },
  }),
};

const SNOWPLOW: FieldMapping = {
  ...NOTHING,
  user_id: [['user_id']],
  otherwise: 'event',
  id: [['event_id']],
  name: [['event_name'], ['event']],
  timestamp: [['derived_tstamp'], ['collector_tstamp']],
  time: 'iso-8601',
};

const BRAZE: FieldMapping = {
  ...NOTHING,
  user_id: [['user', 'external_user_id']],
  otherwise: 'event',
  id: [['id']],
  // A custom event has its name among its properties.
  name: [['properties', 'name'], ['event_type']],
  timestamp: [['time']],
  time: 'seconds',
  forms: formsOf({ records: ['events'] }),
};

const MATOMO: FieldMapping = {
  ...NOTHING,
  user_id: [['^', 'userId']],
  otherwise: 'event',
  id: [['^', 'idVisit'], ['pageId'], ['idpageview'], ['timestamp'], ['type']],
  name: [['eventAction'], ['type']],
  timestamp: [['timestamp']],
  time: 'seconds',
  forms: formsOf({ records: ['actionDetails'], id: 'all' }),
};

/** The plain input. */
const PLAIN: FieldMapping = {
  user_id: [['user_id']],
  type: [['type']],
  types: { event: 'event', attributes: 'attributes' },
  otherwise: 'ignored',
  id: [['id']],
  name: [['name']],
  timestamp: [['timestamp']],
  data: [['data']],
  time: 'seconds',
  plain: true,
};

export const PRESETS = {
  segment: SEGMENT,
  'segment+anonymous': { ...SEGMENT, user_id: [['userId'], ['anonymousId']] },
  rudderstack: RUDDERSTACK,
  'rudderstack+anonymous': { ...RUDDERSTACK, user_id: [['userId'], ['anonymousId']] },
  posthog: {
    ...NOTHING,
    user_id: [['distinct_id']],
    otherwise: 'both',
    id: [['uuid']],
    name: [['event']],
    timestamp: [['timestamp']],
    data: [['properties', '$set'], ['$set']],
    time: 'iso-8601',
    forms: formsOf({
      json: [['properties']],
      once: [['properties', '$set_once'], ['$set_once']],
      unset: [['properties', '$unset'], ['$unset']],
    }),
  },
  'posthog-persons': {
    ...NOTHING,
    user_id: [['distinct_id']],
    otherwise: 'attributes',
    timestamp: [['person_version']],
    data: [['properties']],
    time: 'seconds',
    forms: formsOf({ json: [['properties']] }),
  },
  amplitude: AMPLITUDE,
  'amplitude+anonymous': { ...AMPLITUDE, user_id: [['user_id'], ['device_id']] },
  mixpanel: {
    ...NOTHING,
    user_id: [['properties', 'distinct_id']],
    otherwise: 'event',
    id: [['properties', '$insert_id']],
    name: [['event']],
    timestamp: [['properties', 'time']],
    time: 'seconds',
  },
  'mixpanel-engage': {
    ...NOTHING,
    user_id: [['$distinct_id']],
    otherwise: 'attributes',
    timestamp: [['$properties', '$last_seen']],
    data: [['$properties']],
    time: 'iso-8601',
    forms: NO_FORMS,
  },
  ga4: GA4,
  'ga4+anonymous': { ...GA4, user_id: [['user_id'], ['user_pseudo_id']] },
  mparticle: {
    ...NOTHING,
    user_id: [['^', 'mpid']],
    type: [['event_type']],
    types: { custom_event: 'both', screen_view: 'both', commerce_event: 'both' },
    otherwise: 'ignored',
    id: [['data', 'event_id']],
    name: [
      ['data', 'event_name'],
      ['data', 'product_action', 'action'],
      // Of commerce events without products, such as `promotion_click`; they may have the name of their screen, too.
      ['data', 'custom_event_type'],
      ['data', 'screen_name'],
    ],
    timestamp: [
      ['data', 'timestamp_unixtime_ms'],
      ['^', 'timestamp_unixtime_ms'],
    ],
    data: [['^', 'user_attributes']],
    time: 'milliseconds',
    forms: formsOf({ records: ['events'], unset: [['^', 'deleted_user_attributes']] }),
  },
  snowplow: SNOWPLOW,
  'snowplow+anonymous': { ...SNOWPLOW, user_id: [['user_id'], ['domain_userid']] },
  braze: BRAZE,
  'braze+anonymous': { ...BRAZE, user_id: [...BRAZE.user_id, ['user', 'user_id']] },
  customerio: {
    ...NOTHING,
    user_id: [
      ['data', 'identifiers', 'id'],
      ['data', 'customer_id'],
    ],
    otherwise: 'event',
    id: [['event_id']],
    name: [['metric']],
    timestamp: [['timestamp']],
    time: 'seconds',
  },
  heap: {
    ...NOTHING,
    user_id: [['user_id']],
    otherwise: 'event',
    id: [['event_id']],
    name: [['event_name'], ['event_table_name'], ['type']],
    timestamp: [['time']],
    time: 'iso-8601',
  },
  matomo: MATOMO,
  'matomo+anonymous': {
    ...MATOMO,
    user_id: [
      ['^', 'userId'],
      ['^', 'visitorId'],
    ],
  },
  plain: PLAIN,
} as const satisfies Record<string, FieldMapping>;

export type PresetName = keyof typeof PRESETS;

export const PRESET_NAMES = Object.keys(PRESETS) as PresetName[];

export function isPreset(name: string): name is PresetName {
  return Object.hasOwn(PRESETS, name);
}
