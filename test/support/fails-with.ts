import type { ExecutionContext } from 'ava';
import { type ErrorCode, SpillwayError } from '../../lib/errors.js';

/** Asserts that an operation fails with this code, and with these parts in its message. */
export async function failsWith(
  t: ExecutionContext,
  operation: Promise<unknown> | (() => unknown),
  code: ErrorCode,
  ...parts: readonly (string | RegExp)[]
): Promise<void> {
  const outcome = async () => (typeof operation === 'function' ? operation() : operation);
  const error = await t.throwsAsync(outcome, { instanceOf: SpillwayError });
  t.is(error?.code, code, error?.message);
  for (const part of parts) {
    if (typeof part === 'string') t.true(error?.message.includes(part), `${error?.message} lacks ${part}`);
    else t.regex(error?.message ?? '', part);
  }
}
