import { fileURLToPath } from 'node:url';
import { SpillwayError } from '../errors.js';
import type { Timeline } from './timeline.js';
import type { TimelineActivity } from './timeline-activity.js';

/**
 * Gets the activities of one user, ordered by timestamp, and of equal timestamps, as in the source. They can be read once, and
 * only until the reducer has returned, or its promise has settled.
 */
export type Reduce<Result = unknown> = (
  user_id: string,
  activities: Iterable<TimelineActivity>,
) => Result | Promise<Result>;

/** A reducer and what errors call it. */
export interface Reducer {
  readonly reduce: Reduce;
  readonly name: string;
  readonly file?: string | undefined;
  /** The fields that its activities are to have. Default: all. */
  readonly fields?: readonly string[] | undefined;
}

/** Loads a module that exports `reduce`, and may export `fields`. Fails with `bad-option`. */
export async function loadReducer(url: string): Promise<Reducer> {
  const file = url.startsWith('file:') ? fileURLToPath(url) : undefined;
  const name = file ?? `${url.slice(0, MAX_NAME)}${url.length > MAX_NAME ? '…' : ''}`;
  const bad = (what: string, cause?: unknown) =>
    new SpillwayError('bad-option', `the reducer ${name} ${what}`, { file, cause });
  let module: { readonly reduce?: unknown; readonly fields?: unknown };
  try {
    module = await import(url);
  } catch (cause) {
    throw bad(`cannot be loaded: ${firstLineOf(cause)}`, cause);
  }
  const { reduce } = module;
  if (typeof reduce !== 'function') throw bad('must export a function named reduce');
  const { fields } = module;
  if (fields !== undefined && !isListOfNames(fields)) throw bad('must export fields as a list of names');
  return { reduce: reduce as Reduce, name, file, fields };
}

function isListOfNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

/** Of a module that is no file. */
const MAX_NAME = 60;

/** What a reducer makes of a user: its result, or a promise of it, if it returned one. Fails with `reducer-failed`. */
export function reduceTimeline(reducer: Reducer, timeline: Timeline): unknown {
  try {
    const result = reducer.reduce(timeline.user_id, timeline);
    if (!isPromise(result)) return result;
    return result.then(
      (value) => value,
      (cause: unknown) => {
        throw reducerFailed(reducer, timeline.user_id, cause);
      },
    );
  } catch (cause) {
    throw reducerFailed(reducer, timeline.user_id, cause);
  }
}

export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}

/**
 * The line that a result is written as, with its line end: a string as it is, an object as JSON. Undefined if nothing is written. Fails
 * with `reducer-failed`.
 */
export function lineOfResult(reducer: Reducer, user_id: string, result: unknown): string | undefined {
  const refuse = (what: string) =>
    reducerFailed(
      reducer,
      user_id,
      new TypeError(`it returned ${what}, not an object, a string or undefined`),
    );
  if (result === undefined) return undefined;
  if (typeof result === 'string') {
    if (/[\n\r]/.test(result))
      throw reducerFailed(reducer, user_id, new TypeError('it returned a string with a line end'));
    return `${result}\n`;
  }
  if (result === null || typeof result !== 'object')
    throw refuse(result === null ? 'null' : `a ${typeof result}`);
  let json: string | undefined;
  try {
    json = JSON.stringify(result);
  } catch (cause) {
    throw reducerFailed(reducer, user_id, cause);
  }
  // An array, a date, or anything else that is no object in JSON.
  if (json?.startsWith('{') !== true)
    throw refuse(Array.isArray(result) ? 'an array' : 'what is no object in JSON');
  return `${json}\n`;
}

/** The error of a result that no stream of objects can carry. */
export function nullResult(reducer: Reducer, user_id: string): SpillwayError {
  return reducerFailed(reducer, user_id, new TypeError('it returned null, which no stream can carry'));
}

function reducerFailed({ name, file }: Reducer, user_id: string, cause: unknown): SpillwayError {
  // What spillway itself says of the work is told as it is: that a file cannot be read, or that the job was stopped.
  if (cause instanceof SpillwayError && cause.code !== 'bad-pipeline') return cause;
  const user = JSON.stringify(user_id.length > MAX_NAME ? `${user_id.slice(0, MAX_NAME)}…` : user_id);
  return new SpillwayError(
    'reducer-failed',
    `the reducer ${name} failed for user ${user}: ${firstLineOf(cause)}`,
    {
      file,
      cause,
    },
  );
}

function firstLineOf(cause: unknown): string {
  const message = cause instanceof Error && cause.message !== '' ? cause.message : String(cause);
  return message.split('\n', 1)[0]!;
}
