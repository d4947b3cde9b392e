import type { PresetName } from '../mapping/presets.js';
import type { Inspection } from './inspect.js';

const PRODUCTS: readonly (readonly [preset: string, product: string])[] = [
  ['segment', 'Segment'],
  ['rudderstack', 'RudderStack'],
  ['posthog', 'PostHog'],
  ['amplitude', 'Amplitude'],
  ['mixpanel', 'Mixpanel'],
];

/** What sources are: `an export of Segment`; undefined if no way of reading them was found. */
export function whatItIs({ fit, map }: Pick<Inspection, 'fit' | 'map'>): string | undefined {
  if (fit === 'plain') return 'the plain input';
  if (fit === 'preset') return `an export of ${productOf(map as PresetName)}`;
  return fit === undefined ? undefined : 'records that a mapping of your own reads';
}

function productOf(preset: PresetName): string {
  return PRODUCTS.find(([name]) => preset.startsWith(name))?.[1] ?? preset;
}

/**
 * What sources look like, and how to read them, where a job has found nothing valid: the end of the sentence "it looks like
 * …". Undefined if that is not known.
 */
export function describeFit(inspection: Inspection, given: Inspection['input']): string | undefined {
  const { input, looks } = inspection;
  if (input === undefined) return looks;
  // What is one object a line can be read as values, too.
  const layout = input === given || given === 'json' ? undefined : (looks ?? 'one JSON object a line');
  const what = layout ?? whatItIs(inspection);
  if (what === undefined) return undefined;
  const ways = [
    ...(layout === undefined ? [] : [`--input ${input} (input: '${input}')`]),
    ...wayToMap(inspection, layout === undefined),
  ];
  return `${what}; read it with ${ways.join(' and ')}`;
}

function wayToMap({ fit, map }: Inspection, isNeeded: boolean): string[] {
  if (fit === 'preset') return [`--map ${map} (map: '${map}')`];
  if (fit === 'mapping') return ['a mapping, which spillway inspect --write-map <file> writes'];
  return fit === 'plain' && isNeeded ? ['no --map (map)'] : [];
}
