import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { isPipe, pipeBytes } from '../disk/named-pipe.js';
import { SpillwayError, systemReason } from '../errors.js';
import { isPreset, PRESET_NAMES, type PresetName } from './presets.js';
import { type Mapping, readMapping } from './read-mapping.js';

/**
 * Resolves the argument of `--map`: a preset's name stays as it is, anything else is read as a JSON file with a mapping.
 * Fails with `bad-option`, which has the file and, for a wrong field, what was expected and found. It waits for a pipe
 * until `signal` is aborted, then it fails with `aborted`.
 */
export async function loadMapping(
  presetOrFile: string,
  signal?: AbortSignal | undefined,
): Promise<PresetName | Mapping> {
  if (isPreset(presetOrFile)) return presetOrFile;
  const file = presetOrFile;
  let mapping: Mapping;
  try {
    mapping = JSON.parse(await textOf(file, signal)) as Mapping;
  } catch (cause) {
    if (cause instanceof SpillwayError) throw cause;
    if (cause instanceof SyntaxError) throw bad(`${file} is not JSON: ${cause.message}`, file, cause);
    const reason = `cannot read the mapping ${file}: ${systemReason(cause)}`;
    throw bad(`${reason}; a preset is one of ${PRESET_NAMES.join(', ')}`, file, cause);
  }
  try {
    readMapping(file, mapping);
  } catch (error) {
    if (!(error instanceof SpillwayError)) throw error;
    const { expected, found } = error;
    throw new SpillwayError('bad-option', error.message, { file, expected, found, cause: error });
  }
  return mapping;
}

async function textOf(file: string, signal: AbortSignal | undefined): Promise<string> {
  if (await isPipe(file)) return (await buffer(pipeBytes(file, signal))).toString();
  return readFile(file, 'utf8');
}

function bad(message: string, file: string, cause: unknown): SpillwayError {
  return new SpillwayError('bad-option', message, { file, cause });
}
