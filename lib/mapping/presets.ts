import type { FieldMapping } from './mapping.js';

// The fields of vendors' exports, as documented by them. docs/mapping.md has the links, and lists what is left out.

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
};

const AMPLITUDE: FieldMapping = {
  user_id: [['user_id']],
  type: [['event_type']],
  types: { $identify: 'attributes', $groupidentify: 'ignored' },
  otherwise: 'both',
  id: [['$insert_id'], ['insert_id'], ['uuid']],
  name: [['event_type']],
  timestamp: [['event_time']],
  data: [['user_properties']],
  time: 'iso-8601',
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
  plain: PLAIN,
} as const satisfies Record<string, FieldMapping>;

export type PresetName = keyof typeof PRESETS;

export const PRESET_NAMES = Object.keys(PRESETS) as PresetName[];

export function isPreset(name: string): name is PresetName {
  return Object.hasOwn(PRESETS, name);
}
