import type { InputFormat } from './input-format.js';

/**
 * How the JSON of a source is laid out, by its head: `'json'` for a top-level array of objects, for objects of several
 * lines, and for objects that follow each other on one line; otherwise `'lines'`. A single faulty line never makes it
 * `'json'`: whole lines that are objects decide. `whole`: whether the head is the whole source.
 */
export function layoutOf(head: Uint8Array, whole: boolean): InputFormat {
  const text = Buffer.from(head.buffer, head.byteOffset, head.length)
    .toString()
    .replace(/^\ufeff/, '');
  const lines = text.trimStart().split('\n');
  if (!whole) lines.pop();
  const values = lines.map(parsed);
  const objects = values.filter(isObject).length;
  if (/^\s*\[/.test(text)) {
    if (Array.isArray(values[0])) return objects === 0 && isListOfObjects(values[0]) ? 'json' : 'lines';
    return objects < 2 && /^\s*\[\s*\{/.test(text) ? 'json' : 'lines';
  }
  return objects === 0 && /^\s*\{/.test(text) && continues(text.trimStart(), whole) ? 'json' : 'lines';
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOfObjects(list: readonly unknown[]): boolean {
  return list.length > 0 && list.every(isObject);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Whether the object that the text begins with goes on behind a line end, or is followed by another one. */
function continues(text: string, whole: boolean): boolean {
  const tokens = /"(?:[^"\\\n]|\\[^\n])*"|[{}[\]\n]|[^"{}[\]\n]+|"/g;
  let depth = 0;
  let lines = 0;
  for (const { 0: token, index } of text.matchAll(tokens)) {
    // A string with a line end in it, unless the head ends there.
    if (token === '"') return !whole && lines > 0 && !text.includes('\n', index);
    if (token === '{' || token === '[') depth++;
    if (token === '}' || token === ']') depth--;
    if (token === '\n') lines++;
    if (depth === 0) {
      const rest = text.slice(index + 1);
      return /^\s*\{/.test(rest) || (lines > 0 && rest.trim() === '');
    }
  }
  return !whole && lines > 0;
}
