// A file system in memory that knows what was synced: what a power cut may leave of it is drawn from its image by
// power-cut.ts. It does what POSIX does in the calls that storage makes; memory-disk.test.ts compares it with a real one.
// There are no symbolic links and no permission checks in it.
import { type BigIntStats, constants } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { FileSystem } from '../../lib/disk/file-system.js';
import type { OpenFile } from '../../lib/disk/open-file.js';

/** A change of a file that only a sync of the file makes durable. */
export type DataChange =
  | { readonly kind: 'write'; readonly position: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly length: number };

/** A change of a directory's entries, all of it or nothing, that only a sync of the directory makes durable. */
export type EntryChange = ReadonlyMap<string, number | undefined>;

export interface FileNode {
  readonly kind: 'file';
  bytes: Buffer;
  durable: Buffer;
  pending: DataChange[];
  mode: number;
}

export interface DirectoryNode {
  readonly kind: 'directory';
  entries: Map<string, number>;
  durable: ReadonlyMap<string, number>;
  pending: EntryChange[];
  mode: number;
}

/** All of a disk at one moment, by inode number; the root directory has number 1. */
export type DiskImage = ReadonlyMap<number, FileNode | DirectoryNode>;

export const ROOT = 1;

export class MemoryDisk implements FileSystem {
  readonly #nodes: Map<number, FileNode | DirectoryNode>;
  #next: number;
  /** Called after each change, with what was done. */
  onChange: (call: string) => void = () => {};

  /** False for a disk that reports a sync as done and does nothing: what tests must then find out. */
  syncs: (kind: 'file' | 'directory') => boolean = () => true;

  /** A few writes of a small job. */
  readonly earlySyncBytes = 300;

  /** Everything in `image` is there; without one, an empty root directory is. */
  constructor(image?: DiskImage) {
    this.#nodes = copyOf(image ?? new Map([[ROOT, emptyDirectory(0o755)]]));
    this.#next = Math.max(...this.#nodes.keys()) + 1;
  }

  /** A copy that later changes leave as it is. */
  image(): DiskImage {
    return copyOf(this.#nodes);
  }

  /** Content of a file; undefined if there is none. */
  content(path: string): Buffer | undefined {
    const number = this.#find(path);
    const node = number === undefined ? undefined : this.#nodes.get(number);
    return node?.kind === 'file' ? node.bytes : undefined;
  }

  /** Puts a file there, or other content into one, from outside of what is tested; durable at once. */
  place(path: string, bytes: Uint8Array): void {
    const number = this.#find(path) ?? this.#create(path, emptyFile(0o644));
    const node = this.#nodes.get(number) as FileNode;
    node.bytes = Buffer.from(bytes);
    node.durable = node.bytes;
    node.pending = [];
    this.settle(dirname(path));
  }

  /** Makes a directory's entries durable, from outside of what is tested. */
  settle(path: string): void {
    const node = this.#directory(path, 'open');
    node.durable = new Map(node.entries);
    node.pending = [];
  }

  async open(path: string, flags: number, mode = 0o666): Promise<OpenFile> {
    let number = this.#find(path);
    if (number === undefined) {
      if ((flags & constants.O_CREAT) === 0) throw systemError('ENOENT', 'open', path);
      number = this.#create(path, emptyFile(mode));
      this.onChange(`create ${path}`);
    } else if ((flags & constants.O_CREAT) !== 0 && (flags & constants.O_EXCL) !== 0) {
      throw systemError('EEXIST', 'open', path);
    }
    const node = this.#nodes.get(number)!;
    if (node.kind === 'file' && (flags & constants.O_DIRECTORY) !== 0) {
      throw systemError('ENOTDIR', 'open', path);
    }
    if (node.kind === 'directory' && (flags & (constants.O_WRONLY | constants.O_RDWR)) !== 0) {
      throw systemError('EISDIR', 'open', path);
    }
    return new MemoryFile(this, path, number, node);
  }

  readNow(path: string, bytes: Uint8Array, position: number): number {
    const node = this.#nodes.get(this.#require(path, 'open'))!;
    if (node.kind !== 'file') throw systemError('EISDIR', 'read', path);
    const part = node.bytes.subarray(position, position + bytes.length);
    bytes.set(part);
    return part.length;
  }

  async stat(path: string): Promise<BigIntStats> {
    const number = this.#require(path, 'stat');
    return statsOf(number, this.#nodes.get(number)!);
  }

  lstat(path: string): Promise<BigIntStats> {
    return this.stat(path);
  }

  async realpath(path: string): Promise<string> {
    this.#require(path, 'realpath');
    return path;
  }

  async readdir(path: string): Promise<string[]> {
    return [...this.#directory(path, 'scandir').entries.keys()];
  }

  async mkdir(path: string, mode: number): Promise<void> {
    if (this.#find(path) !== undefined) throw systemError('EEXIST', 'mkdir', path);
    this.#create(path, emptyDirectory(mode));
    this.onChange(`mkdir ${path}`);
  }

  async chmod(path: string, mode: number): Promise<void> {
    this.#nodes.get(this.#require(path, 'chmod'))!.mode = mode;
  }

  async link(existing: string, path: string): Promise<void> {
    const number = this.#require(existing, 'link');
    this.#directory(dirname(path), 'link');
    if (this.#find(path) !== undefined) throw systemError('EEXIST', 'link', path);
    if (this.#nodes.get(number)!.kind === 'directory') throw systemError('EPERM', 'link', path);
    this.#change(dirname(path), new Map([[basename(path), number]]));
    this.onChange(`link ${path}`);
  }

  async rename(from: string, to: string): Promise<void> {
    if (dirname(from) !== dirname(to)) throw systemError('EXDEV', 'rename', from);
    const number = this.#require(from, 'rename');
    const replaced = this.#find(to);
    if (replaced === number) return;
    if (replaced !== undefined) this.#requireReplaceable(number, replaced, to);
    this.#change(
      dirname(to),
      new Map([
        [basename(from), undefined],
        [basename(to), number],
      ]),
    );
    this.onChange(`rename ${to}`);
  }

  async unlink(path: string): Promise<void> {
    const node = this.#nodes.get(this.#require(path, 'unlink'))!;
    if (node.kind === 'directory') throw systemError('EISDIR', 'unlink', path);
    this.#change(dirname(path), new Map([[basename(path), undefined]]));
    this.onChange(`unlink ${path}`);
  }

  async rmdir(path: string): Promise<void> {
    if (this.#directory(path, 'rmdir').entries.size > 0) throw systemError('ENOTEMPTY', 'rmdir', path);
    this.#change(dirname(path), new Map([[basename(path), undefined]]));
    this.onChange(`rmdir ${path}`);
  }

  #requireReplaceable(number: number, replaced: number, to: string): void {
    const [node, former] = [this.#nodes.get(number)!, this.#nodes.get(replaced)!];
    if (former.kind === 'directory') {
      if (node.kind === 'file') throw systemError('EISDIR', 'rename', to);
      if (former.entries.size > 0) throw systemError('ENOTEMPTY', 'rename', to);
    } else if (node.kind === 'directory') throw systemError('ENOTDIR', 'rename', to);
  }

  #create(path: string, node: FileNode | DirectoryNode): number {
    const number = this.#next++;
    this.#nodes.set(number, node);
    this.#change(dirname(path), new Map([[basename(path), number]]));
    return number;
  }

  #change(directory: string, change: EntryChange): void {
    const node = this.#directory(directory, 'open');
    applyEntryChange(node.entries, change);
    node.pending.push(change);
  }

  #directory(path: string, call: string): DirectoryNode {
    const node = this.#nodes.get(this.#require(path, call))!;
    if (node.kind !== 'directory') throw systemError('ENOTDIR', call, path);
    return node;
  }

  #require(path: string, call: string): number {
    const number = this.#find(path);
    if (number === undefined) throw systemError('ENOENT', call, path);
    return number;
  }

  #find(path: string): number | undefined {
    let number: number | undefined = ROOT;
    for (const name of path.split('/').filter((part) => part !== '')) {
      const node: FileNode | DirectoryNode | undefined = this.#nodes.get(number);
      if (node?.kind !== 'directory') throw systemError('ENOTDIR', 'open', path);
      number = node.entries.get(name);
      if (number === undefined) break;
    }
    return number;
  }
}

const NOTHING = Buffer.alloc(0);

class MemoryFile implements OpenFile {
  readonly #disk: MemoryDisk;
  readonly #path: string;
  readonly #number: number;
  readonly #node: FileNode | DirectoryNode;
  #closed = false;

  constructor(disk: MemoryDisk, path: string, number: number, node: FileNode | DirectoryNode) {
    this.#disk = disk;
    this.#path = path;
    this.#number = number;
    this.#node = node;
  }

  async read(buffer: Uint8Array, offset: number, length: number, position: number) {
    const part = this.#file('read').bytes.subarray(position, position + length);
    buffer.set(part, offset);
    return { bytesRead: part.length };
  }

  async write(buffer: Uint8Array, offset: number, length: number, position: number | null) {
    const node = this.#file('write');
    if (position === null) throw systemError('EINVAL', 'write', this.#path);
    if (length === 0) return { bytesWritten: 0 };
    const bytes = Buffer.from(buffer.subarray(offset, offset + length));
    node.pending.push({ kind: 'write', position, bytes });
    node.bytes = withDataChange(node.bytes, node.pending.at(-1)!);
    this.#disk.onChange(`write ${this.#path}`);
    return { bytesWritten: length };
  }

  async stat(): Promise<BigIntStats> {
    this.#requireOpen('fstat');
    return statsOf(this.#number, this.#node);
  }

  async chmod(mode: number): Promise<void> {
    this.#requireOpen('fchmod');
    this.#node.mode = mode;
  }

  async truncate(length: number): Promise<void> {
    const node = this.#file('ftruncate');
    node.pending.push({ kind: 'truncate', length });
    node.bytes = withDataChange(node.bytes, node.pending.at(-1)!);
    this.#disk.onChange(`truncate ${this.#path}`);
  }

  async sync(): Promise<void> {
    this.#requireOpen('fsync');
    if (!this.#disk.syncs(this.#node.kind)) return;
    if (this.#node.kind === 'file') this.#node.durable = this.#node.bytes;
    else this.#node.durable = new Map(this.#node.entries);
    this.#node.pending = [];
    this.#disk.onChange(`sync ${this.#path}`);
  }

  async close(): Promise<void> {
    this.#requireOpen('close');
    this.#closed = true;
  }

  #file(call: string): FileNode {
    this.#requireOpen(call);
    if (this.#node.kind !== 'file') throw systemError('EISDIR', call, this.#path);
    return this.#node;
  }

  #requireOpen(call: string): void {
    if (this.#closed) throw systemError('EBADF', call, this.#path);
  }
}

/** The content after a change; the buffer that is given stays as it is. */
export function withDataChange(bytes: Buffer, change: DataChange): Buffer {
  const end = change.kind === 'truncate' ? change.length : change.position + change.bytes.length;
  const size = change.kind === 'truncate' ? end : Math.max(bytes.length, end);
  const changed = Buffer.alloc(size);
  bytes.copy(changed);
  if (change.kind === 'write') change.bytes.copy(changed, change.position);
  return changed;
}

export function applyEntryChange(entries: Map<string, number>, change: EntryChange): void {
  for (const [name, number] of change) {
    if (number === undefined) entries.delete(name);
    else entries.set(name, number);
  }
}

function copyOf(image: DiskImage): Map<number, FileNode | DirectoryNode> {
  const copy = (node: FileNode | DirectoryNode) =>
    node.kind === 'file'
      ? { ...node, pending: [...node.pending] }
      : { ...node, entries: new Map(node.entries), pending: [...node.pending] };
  return new Map([...image].map(([number, node]) => [number, copy(node)]));
}

function emptyFile(mode: number): FileNode {
  return { kind: 'file', bytes: NOTHING, durable: NOTHING, pending: [], mode };
}

function emptyDirectory(mode: number): DirectoryNode {
  return { kind: 'directory', entries: new Map(), durable: new Map(), pending: [], mode };
}

function statsOf(number: number, node: FileNode | DirectoryNode): BigIntStats {
  const type = node.kind === 'file' ? constants.S_IFREG : constants.S_IFDIR;
  return {
    dev: 1n,
    ino: BigInt(number),
    size: BigInt(node.kind === 'file' ? node.bytes.length : 0),
    mode: BigInt(type | node.mode),
    isFile: () => node.kind === 'file',
    isDirectory: () => node.kind === 'directory',
    isSymbolicLink: () => false,
  } as unknown as BigIntStats;
}

/** As node reports it. */
export function systemError(code: string, call: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${call} '${path}'`), { code, syscall: call, path });
}
