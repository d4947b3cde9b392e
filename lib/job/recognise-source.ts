import { Readable } from 'node:stream';
import { linesOf } from '../in-memory/lines.js';
import { readLine } from '../in-memory/read-line.js';
import { valuesOf } from '../in-memory/values.js';
import type { FieldMapping } from '../mapping/mapping.js';
import { PRESET_NAMES, PRESETS } from '../mapping/presets.js';
import { compressionOf } from '../sources/compression.js';
import type { InputFormat } from '../sources/input-format.js';
import { describeSource, openSource } from '../sources/open-source.js';

/** How much of the head of a source is examined: unpacked bytes, and lines or values in them. */
const HEAD_BYTES = 2 ** 17;
const MAX_RECORDS = 200;
const MAX_RECORD = 2 ** 20;

export interface GivenLayout {
  readonly input: InputFormat;
  /** Undefined for the plain input. */
  readonly mapping: FieldMapping | undefined;
}

/**
 * What a source without any valid line looks like, and how to read it: the end of the sentence "it looks like …".
 * Undefined if it is not recognised. Fails if the source cannot be read.
 */
export async function recogniseSource(path: string, given: GivenLayout): Promise<string | undefined> {
  const { resumable } = await describeSource(path);
  if (!resumable) return undefined;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of openSource(path) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= HEAD_BYTES) break;
  }
  return recogniseHead(Buffer.concat(chunks), given);
}

/** Recognises a source by its first bytes. */
export async function recogniseHead(head: Buffer, given: GivenLayout): Promise<string | undefined> {
  const packed = recognisePacked(head);
  if (packed !== undefined) return packed;
  const text = head
    .toString()
    .replace(/^\ufeff/, '')
    .trimStart();
  if (/^<(!doctype html|html)/i.test(text)) return 'an HTML page, such as a failed download leaves';
  if (text.startsWith('<')) return 'XML; convert it to JSON, one object a line';
  const isJson = given.input === 'lines' && (await isJsonOfOtherLayout(head, text));
  const input = isJson ? 'json' : given.input;
  const preset = presetThatFits(input === 'json' ? await valuesIn(head) : await linesIn(head), given.mapping);
  if (isJson) {
    const layout = text.startsWith('[') ? 'a JSON array' : 'JSON values of several lines';
    return `${layout}; read it with --input json (input: 'json')${preset === undefined ? '' : ` and ${howToRead(preset)}`}`;
  }
  if (preset !== undefined) return `${whatItIs(preset)}; read it with ${howToRead(preset)}`;
  return looksLikeCsv(text) ? 'CSV; convert it to JSON, one object a line' : undefined;
}

function recognisePacked(head: Buffer): string | undefined {
  const begins = (...magic: number[]) => magic.every((byte, index) => head[index] === byte);
  if (begins(0x50, 0x4b, 0x03, 0x04)) return 'a zip archive; unpack it first';
  // `openSource` has unpacked one archive.
  const compression = compressionOf(head);
  if (compression !== 'none') return `${compression} within another archive; unpack it once more`;
  if (begins(0xff, 0xfe) || begins(0xfe, 0xff)) return 'UTF-16 text; convert it to UTF-8';
  return undefined;
}

async function isJsonOfOtherLayout(head: Buffer, text: string): Promise<boolean> {
  if (text.startsWith('[')) return true;
  const end = text.indexOf('\n');
  if (!text.startsWith('{') || end === -1 || isJson(text.slice(0, end))) return false;
  return (await valuesIn(head)).length > 0;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whole lines: without the last one if the head may have cut it. */
async function linesIn(head: Buffer): Promise<Buffer[]> {
  const whole = head.length < HEAD_BYTES ? head : head.subarray(0, head.lastIndexOf('\n') + 1);
  return firstOf(linesOf([whole]));
}

async function valuesIn(head: Buffer): Promise<Buffer[]> {
  return firstOf(valuesOf(Readable.from([head]), { maxValue: MAX_RECORD }));
}

async function firstOf(records: AsyncIterable<{ readonly bytes: Buffer }>): Promise<Buffer[]> {
  const first: Buffer[] = [];
  try {
    for await (const { bytes } of records) {
      first.push(bytes);
      if (first.length === MAX_RECORDS) break;
    }
  } catch {
    // The head ends within a value, or is not JSON: the values before that count.
  }
  return first;
}

const PLAIN = 'plain';
type Preset = typeof PLAIN | keyof typeof PRESETS;

const PRESETS_THAT_SKIP_ANONYMOUS = PRESET_NAMES.filter((name) => !name.endsWith('+anonymous'));

/**
 * The preset, other than the given mapping, for which most records are valid. A preset that accepts anonymous records
 * is only tried if no other fits.
 */
function presetThatFits(records: readonly Buffer[], given: FieldMapping | undefined): Preset | undefined {
  return (
    bestOf([PLAIN, ...PRESETS_THAT_SKIP_ANONYMOUS], records, given) ?? bestOf(PRESET_NAMES, records, given)
  );
}

function bestOf(
  presets: readonly Preset[],
  records: readonly Buffer[],
  given: FieldMapping | undefined,
): Preset | undefined {
  let best: { readonly preset: Preset; readonly valid: number } | undefined;
  for (const preset of presets) {
    const mapping = preset === PLAIN ? undefined : PRESETS[preset];
    if (sameMapping(mapping, given)) continue;
    const valid = records.filter((record) => isValid(record, mapping)).length;
    if (valid > (best?.valid ?? 0)) best = { preset, valid };
  }
  return best?.preset;
}

function isValid(record: Buffer, mapping: FieldMapping | undefined): boolean {
  const { kind } = readLine(record, { maxLine: MAX_RECORD, rejectDelimiters: false, mapping });
  return kind === 'event' || kind === 'attributes' || kind === 'both';
}

function sameMapping(one: FieldMapping | undefined, other: FieldMapping | undefined): boolean {
  const meaning = (mapping: FieldMapping | undefined) =>
    mapping === undefined || mapping.plain === true ? undefined : { ...mapping, measures: undefined };
  return JSON.stringify(meaning(one)) === JSON.stringify(meaning(other));
}

const PRODUCTS: readonly (readonly [preset: string, product: string])[] = [
  ['segment', 'Segment'],
  ['rudderstack', 'RudderStack'],
  ['posthog', 'PostHog'],
  ['amplitude', 'Amplitude'],
  ['mixpanel', 'Mixpanel'],
];

function whatItIs(preset: Preset): string {
  const product = PRODUCTS.find(([name]) => preset.startsWith(name))?.[1];
  return product === undefined ? 'the plain input' : `an export of ${product}`;
}

function howToRead(preset: Preset): string {
  return preset === PLAIN ? 'no --map (map)' : `--map ${preset} (map: '${preset}')`;
}

/** Several lines with the same number of the same separator, and not JSON. */
function looksLikeCsv(text: string): boolean {
  const lines = text.split(/\r?\n/, 5).filter((line) => line !== '');
  if (lines.length < 2 || /^[[{]/.test(text)) return false;
  return [',', ';', '\t'].some((separator) => {
    const [first, ...others] = lines.slice(0, 4).map((line) => line.split(separator).length);
    return first! > 1 && others.every((fields) => fields === first);
  });
}
