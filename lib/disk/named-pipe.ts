import { close, constants, open } from 'node:fs';
import { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { SpillwayError } from '../errors.js';
import { failedWith, fileSystem } from './file-system.js';

// Opening a pipe waits until its other side is opened, and reading or writing it waits for the other side too. Node makes
// file calls in a few threads. A thread that waits there is lost to the whole process, and the wait cannot be cancelled.
// So a pipe is opened without waiting, and node's event loop then waits for it, as for a socket.

/** How often to check for a reader of the pipe: the system does not report when one opens it. */
const LOOK_MS = 20;

const openDescriptor = promisify(open);
const closeDescriptor = promisify(close);

/** Whether a path leads to a pipe: a FIFO, or `/dev/stdin` if that is one. False if nothing is there. */
export async function isPipe(path: string): Promise<boolean> {
  try {
    return (await fileSystem.stat(path, { bigint: true })).isFIFO();
  } catch {
    // Opening it will give the reason.
    return false;
  }
}

/** The bytes of a pipe, until all its writers have closed it. Fails with `aborted` once `signal` is aborted. */
export async function* pipeBytes(
  path: string,
  signal?: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, void> {
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
  const socket = await socketOf(await openDescriptor(path, flags), { readable: true, writable: false });
  const stop = () => socket.destroy(stopped(path));
  signal?.addEventListener('abort', stop, { once: true });
  try {
    if (signal?.aborted === true) stop();
    yield* socket as AsyncIterable<Uint8Array>;
  } finally {
    signal?.removeEventListener('abort', stop);
    socket.destroy();
  }
}

/** Opens a pipe to write to. Resolves once it has a reader; fails with `aborted` once `signal` is aborted. */
export async function openPipeWriter(path: string, signal?: AbortSignal | undefined): Promise<Socket> {
  const flags = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
  for (;;) {
    if (signal?.aborted === true) throw stopped(path);
    try {
      return await socketOf(await openDescriptor(path, flags), { readable: false, writable: true });
    } catch (error) {
      if (!failedWith(error, 'ENXIO')) throw error;
      await setTimeout(LOOK_MS, undefined, signal === undefined ? {} : { signal }).catch(() => {});
    }
  }
}

async function socketOf(
  fd: number,
  sides: { readonly readable: boolean; readonly writable: boolean },
): Promise<Socket> {
  try {
    return new Socket({ fd, ...sides });
  } catch (error) {
    await closeDescriptor(fd).catch(() => {});
    throw error;
  }
}

function stopped(path: string): SpillwayError {
  return new SpillwayError('aborted', `stopped while waiting for ${path}`, { file: path });
}
