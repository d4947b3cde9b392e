// For `node --import`, in each thread of a process: numbers the calls that the process makes to the file system, across
// its threads, and lets one of them go wrong. It puts itself under node's own modules, so that it sees the command as it
// ships and what its workers do for themselves.
import fs, { openSync } from 'node:fs';
import fsPromises, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';
import { ANY_CALL, callKey, type ThreadFault } from './thread-fault.js';

interface Shared {
  readonly fault: ThreadFault | undefined;
  /** Only calls on files below it count: the command's own modules are none of its business. */
  readonly root: string;
  /** Where each call is noted, one a line, if that is wanted; and that the fault has happened. */
  readonly calls: string | undefined;
  readonly bites: string | undefined;
  /** How many calls with the key of the fault there were, in all threads. */
  readonly count: Int32Array<SharedArrayBuffer>;
}

const KEY = 'spillway-test-fault';

if (isMainThread) {
  const { FAULT, FAULT_ROOT, FAULT_CALLS, FAULT_BITES } = process.env;
  const shared: Shared = {
    fault: FAULT === undefined ? undefined : (JSON.parse(FAULT) as ThreadFault),
    root: FAULT_ROOT!,
    calls: FAULT_CALLS,
    bites: FAULT_BITES,
    count: new Int32Array(new SharedArrayBuffer(4)),
  };
  setEnvironmentData(KEY, shared as never);
}

const { fault, root, calls, bites, count } = getEnvironmentData(KEY) as unknown as Shared;
const thread = isMainThread ? 'main' : 'worker';
// Before anything is replaced: notes must not be counted.
const [callNotes, biteNotes] = [calls, bites].map((file) =>
  file === undefined ? undefined : openSync(file, 'a'),
);
const note = fs.writeSync;
const paths = new Map<number, string>();

type Verdict = 'as ever' | 'short' | NodeJS.ErrnoException;

/** What is to become of a call. */
function judge(name: string, path: string): Verdict {
  if (!path.startsWith(root)) return 'as ever';
  const key = callKey(thread, name, path);
  if (callNotes !== undefined) note(callNotes, `${key}\n`);
  if (fault === undefined) return 'as ever';
  const isKey = key === fault.key || fault.key === ANY_CALL;
  const number = isKey ? Atomics.add(count, 0, 1) + 1 : Atomics.load(count, 0);
  const now = isKey && number === fault.at;
  const again =
    fault.kind === 'error' && fault.forGood && number >= fault.at && name === fault.key.split(' ')[1];
  if (!now && !again) return 'as ever';
  if (now && biteNotes !== undefined) note(biteNotes, `${key} ${path}\n`);
  if (fault.kind === 'kill') {
    process.kill(process.pid, 'SIGKILL');
    // The system takes a moment.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
  if (fault.kind !== 'error') return 'short';
  return Object.assign(new Error(`${fault.code}: injected, ${name} '${path}'`), {
    code: fault.code,
    errno: -1,
    syscall: name,
    path,
  });
}

const half = (length: unknown) => Math.ceil(Number(length) / 2);

/** Calls that take a path first, in promises. */
const ON_PATHS = [
  'stat',
  'lstat',
  'realpath',
  'readdir',
  'mkdir',
  'chmod',
  'link',
  'rename',
  'unlink',
  'rmdir',
  'readFile',
  'writeFile',
  'rm',
] as const;

type AnyCall = (...args: unknown[]) => Promise<unknown>;

const promises = fsPromises as unknown as Record<string, AnyCall>;
for (const name of ON_PATHS) {
  const original = promises[name]!;
  promises[name] = async (...args) => {
    // What is renamed or linked is told by its new name.
    const path = String(name === 'rename' || name === 'link' ? args[1] : args[0]);
    const verdict = judge(name, path);
    if (verdict instanceof Error) throw verdict;
    return original(...args);
  };
}

const open = promises['open']!;
promises['open'] = async (path, flags, ...rest) => {
  const name = (Number(flags ?? 0) & fs.constants.O_CREAT) === 0 ? 'open' : 'create';
  const verdict = judge(name, String(path));
  if (verdict instanceof Error) throw verdict;
  const file = (await open(path, flags, ...rest)) as FileHandle;
  paths.set(file.fd, String(path));
  return file;
};

const probe = await fsPromises.open(new URL(import.meta.url));
const handles = Object.getPrototypeOf(probe) as Record<string, AnyCall>;
await probe.close();
for (const name of ['read', 'write', 'stat', 'chmod', 'truncate', 'sync', 'close']) {
  const original = handles[name]!;
  handles[name] = async function (this: FileHandle, ...args) {
    const path = paths.get(this.fd);
    const verdict = path === undefined ? 'as ever' : judge(`file.${name}`, path);
    if (name === 'close') paths.delete(this.fd);
    // close(2) gives the descriptor back even when it reports an error.
    if (verdict instanceof Error && name === 'close') await original.apply(this, args);
    if (verdict instanceof Error) throw verdict;
    if (verdict === 'short' && (name === 'read' || name === 'write') && args.length > 2)
      args[2] = half(args[2]);
    return original.apply(this, args);
  };
}

const sync = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
for (const [name, told] of [
  ['readSync', 'file.read'],
  ['writeSync', 'file.write'],
] as const) {
  const original = sync[name]!;
  sync[name] = (fd, buffer, ...rest) => {
    // In the main thread it is node that reads so, which loads modules.
    const path = fd === 1 ? `${root}/standard output` : isMainThread ? undefined : paths.get(Number(fd));
    const verdict = path === undefined ? 'as ever' : judge(told, path);
    if (verdict instanceof Error) throw verdict;
    if (verdict === 'short' && rest.length > 1) rest[1] = half(rest[1]);
    return original(fd, buffer, ...rest);
  };
}

type Callback = (error: unknown) => void;

const writeLater = sync['write']!;
const writeOrFail = (fd: unknown, buffer: unknown, ...rest: unknown[]): unknown => {
  const verdict = fd === 1 ? judge('file.write', `${root}/standard output`) : 'as ever';
  if (verdict instanceof Error) return process.nextTick(rest.at(-1) as Callback, verdict);
  if (verdict === 'short' && rest.length > 2) rest[1] = half(rest[1]);
  return writeLater(fd, buffer, ...rest);
};
// With what tells promisify the shape of its result.
sync['write'] = Object.defineProperties(writeOrFail, Object.getOwnPropertyDescriptors(writeLater));
syncBuiltinESMExports();
