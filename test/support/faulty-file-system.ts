import { constants } from 'node:fs';
import type { FileSystem } from '../../lib/disk/file-system.js';
import type { OpenFile } from '../../lib/disk/open-file.js';
import { systemError } from './memory-disk.js';

/** What happens at the call with the number `at`; the first call has number 1. */
export type Fault =
  /** It fails, and with `forGood` so does each later call of the same kind. */
  | { readonly kind: 'error'; readonly at: number; readonly code: string; readonly forGood?: boolean }
  /** A read or write transfers half of what it was asked to; any other call is as ever. */
  | { readonly kind: 'short'; readonly at: number }
  /** Neither it nor any later call is made: what a process that is killed leaves behind. */
  | { readonly kind: 'kill'; readonly at: number };

/** Fails every call of a process that is dead; whatever runs on in it only seems to. */
export class ProcessKilled extends Error {
  constructor() {
    super('the process was killed');
  }
}

export interface Call {
  /** Name of the method, `file.` before it for those of an open file; `create` for an open that may create one. */
  readonly name: string;
  readonly path: string;
}

/** Numbers the calls that are made to a file system, and lets one of them go wrong. */
export class FaultyFileSystem implements FileSystem {
  readonly #inner: FileSystem;
  readonly #fault: Fault | undefined;
  readonly #opened = new Map<OpenFile, string>();
  readonly earlySyncBytes: number | undefined;
  /** All of them, the failed ones too. */
  readonly calls: Call[] = [];

  constructor(inner: FileSystem, fault?: Fault) {
    this.#inner = inner;
    this.earlySyncBytes = inner.earlySyncBytes;
    this.#fault = fault;
  }

  /** The call that went wrong; undefined if it never came to that. */
  get failed(): Call | undefined {
    return this.#fault === undefined ? undefined : this.calls[this.#fault.at - 1];
  }

  /** Paths of the files that are open. Those of a killed process never close. */
  get openFiles(): readonly string[] {
    return [...this.#opened.values()];
  }

  async open(path: string, flags: number, mode?: number): Promise<OpenFile> {
    const name = (flags & constants.O_CREAT) === 0 ? 'open' : 'create';
    const file = await this.#call(name, path, () => this.#inner.open(path, flags, mode));
    this.#opened.set(file, path);
    return this.#wrap(file, path);
  }

  readNow(path: string, bytes: Uint8Array, position: number): number {
    const number = this.calls.push({ name: 'readNow', path });
    const fault = this.#fault;
    if (fault?.kind === 'kill' && number >= fault.at) throw new ProcessKilled();
    const again = fault?.kind === 'error' && fault.forGood === true && this.failed?.name === 'readNow';
    if (fault?.kind === 'error' && (number === fault.at || (number > fault.at && again)))
      throw systemError(fault.code, 'read', path);
    return this.#inner.readNow(path, bytes, position);
  }

  stat: FileSystem['stat'] = (path, options) =>
    this.#call('stat', path, () => this.#inner.stat(path, options));
  lstat: FileSystem['lstat'] = (path, options) =>
    this.#call('lstat', path, () => this.#inner.lstat(path, options));
  realpath: FileSystem['realpath'] = (path) => this.#call('realpath', path, () => this.#inner.realpath(path));
  readdir: FileSystem['readdir'] = (path) => this.#call('readdir', path, () => this.#inner.readdir(path));
  mkdir: FileSystem['mkdir'] = (path, mode) => this.#call('mkdir', path, () => this.#inner.mkdir(path, mode));
  chmod: FileSystem['chmod'] = (path, mode) => this.#call('chmod', path, () => this.#inner.chmod(path, mode));
  link: FileSystem['link'] = (existing, path) =>
    this.#call('link', path, () => this.#inner.link(existing, path));
  rename: FileSystem['rename'] = (from, to) => this.#call('rename', to, () => this.#inner.rename(from, to));
  unlink: FileSystem['unlink'] = (path) => this.#call('unlink', path, () => this.#inner.unlink(path));
  rmdir: FileSystem['rmdir'] = (path) => this.#call('rmdir', path, () => this.#inner.rmdir(path));

  /** Closes what a killed process had open, as the system does for it. */
  async dispose(): Promise<void> {
    for (const file of this.#opened.keys()) await file.close();
    this.#opened.clear();
  }

  #wrap(file: OpenFile, path: string): OpenFile {
    const call = <T>(name: string, operation: (short: boolean) => Promise<T>) =>
      this.#call(`file.${name}`, path, operation);
    const half = (length: number, short: boolean) => (short ? Math.ceil(length / 2) : length);
    return {
      read: (buffer, offset, length, position) =>
        call('read', (short) => file.read(buffer, offset, half(length, short), position)),
      write: (buffer, offset, length, position) =>
        call('write', (short) => file.write(buffer, offset, half(length, short), position)),
      stat: (options) => call('stat', () => file.stat(options)),
      chmod: (mode) => call('chmod', () => file.chmod(mode)),
      truncate: (length) => call('truncate', () => file.truncate(length)),
      sync: () => call('sync', () => file.sync()),
      close: () =>
        call('close', () => {
          this.#opened.delete(file);
          return file.close();
        }),
    };
  }

  async #call<T>(name: string, path: string, operation: (short: boolean) => Promise<T>): Promise<T> {
    const number = this.calls.push({ name, path });
    const fault = this.#fault;
    if (fault === undefined || number < fault.at) return operation(false);
    if (fault.kind === 'kill') throw new ProcessKilled();
    if (fault.kind === 'short') return operation(number === fault.at);
    const again = fault.forGood === true && name === this.failed?.name;
    if (number > fault.at && !again) return operation(false);
    // close(2) gives the descriptor back even when it reports an error.
    if (name === 'file.close') await operation(false);
    throw systemError(fault.code, name, path);
  }
}
