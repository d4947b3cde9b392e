import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';

/** What a server holds. */
export interface Held {
  /** Undefined where the system does not say. */
  readonly descriptors: number | undefined;
  readonly scratch: readonly string[];
  readonly memoryBytes: number | undefined;
}

/** A server that answers uploads, in a process of its own. */
export interface Server {
  /** Resolves to the answer. */
  upload(log: string): Promise<string>;
  /** Sends a part of a log, and breaks off. */
  abort(log: string): Promise<void>;
  held(): Held;
  stop(): Promise<void>;
}

/** Starts a program that prints its port. Its scratch directories are in `folder`. */
export async function startServer(program: string, folder: string): Promise<Server> {
  const scratch = `${folder}/scratch`;
  mkdirSync(scratch);
  const child = spawn(process.execPath, [program, '0'], {
    cwd: folder,
    env: { ...process.env, TMPDIR: scratch },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  const begin = (): ClientRequest =>
    request({ port: Number(port), host: '127.0.0.1', method: 'POST', agent: false });
  return {
    async upload(log) {
      const sent = begin();
      sent.end(log);
      const [answer] = (await once(sent, 'response')) as [IncomingMessage];
      let text = '';
      for await (const chunk of answer.setEncoding('utf8')) text += chunk;
      return text;
    },
    async abort(log) {
      const sent = begin();
      sent.on('error', () => {});
      // Not once(), which fails with the error of the request.
      const closed = new Promise<void>((resolve) => sent.on('close', resolve));
      sent.write(log, () => sent.destroy());
      await closed;
    },
    held: () => ({
      descriptors: unlessAbsent(() => readdirSync(`/proc/${child.pid}/fd`).length),
      scratch: readdirSync(scratch),
      memoryBytes: unlessAbsent(() => residentBytes(readFileSync(`/proc/${child.pid}/status`, 'latin1'))),
    }),
    async stop() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

function residentBytes(status: string): number {
  return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

function unlessAbsent<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
