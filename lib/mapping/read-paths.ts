import type { OptionReader } from '../options.js';
import { formatPath, splitPath } from './mapping.js';
import type { Path } from './path.js';

/** Most paths of a field, and most names in a path. */
const MAX_PATHS = 8;
const MAX_NAMES = 16;
export const A_PATH = "a path such as 'properties.id', or a list of them";

/** The paths given as an option. `more` are other valid ones: that of the record itself. Fails with `bad-option`. */
export function readPaths(
  reader: OptionReader,
  option: string,
  given: unknown,
  more: readonly Path[] = [],
): readonly Path[] {
  const list: unknown[] = Array.isArray(given) ? given : [given];
  const paths = list.map((each) => parsePath(each) ?? more.find((path) => formatPath(path) === each));
  if (list.length === 0 || list.length > MAX_PATHS || paths.includes(undefined)) {
    const wrong = list[paths.indexOf(undefined)];
    reader.fail(option, A_PATH, Array.isArray(given) && wrong !== undefined ? wrong : given);
  }
  return paths as Path[];
}

/** The names of a path; undefined if it is not a valid path. */
export function parsePath(given: unknown): Path | undefined {
  if (typeof given !== 'string' || !/^(?:[^\\.]|\\[\\.])+(?:\.(?:[^\\.]|\\[\\.])+)*$/su.test(given))
    return undefined;
  const names = splitPath(given);
  return names.length <= MAX_NAMES ? names : undefined;
}
