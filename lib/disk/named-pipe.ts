import { close, constants, open } from 'node:fs';
import { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { SpillwayError } from '../errors.js';
import { failedWith, fileSystem } from './file-system.js';

// To open a pipe waits until somebody opens its other side, and to read or write it waits for them, too. Node makes file
// calls in a few threads: each one that waits there is gone for the whole process, and nothing can call it back. So a pipe
// is opened without waiting, and then node's event loop waits for it, as it does for a socket.

/** How often somebody is looked for who reads the pipe: the system does not tell when one comes. */
const LOOK_MS = 20;

const openDescriptor = promisify(open);
const closeDescriptor = promisify(close);

/** Whether a path leads to a pipe: a FIFO, or what `/dev/stdin` may be. False where nothing is there. */
export async function isPipe(path: string): Promise<boolean> {
  try {
    return (await fileSystem.stat(path, { bigint: true })).isFIFO();
  } catch {
    // Whoever opens it is told why.
    return false;
  }
}

/** The bytes of a pipe, until all who write to it have closed it. Fails once `signal` is aborted. */
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

/** A pipe to write to. Resolves when somebody reads it; fails once `signal` is aborted. */
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
  return new SpillwayError('aborted', `stopped while ${path} was waited for`, { file: path });
}
