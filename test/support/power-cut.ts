// What a power cut may leave of a disk. Of each file: what was synced, with any of the later writes kept, dropped or
// torn at blocks of 512 bytes, and blocks that the file has got but that were never written as zeros or as old garbage.
// Of each directory: what was synced, with any of the later changes of its entries kept or lost, each by itself.
import { createHash } from 'node:crypto';
import {
  applyEntryChange,
  type DataChange,
  type DirectoryNode,
  type DiskImage,
  type FileNode,
  withDataChange,
} from './memory-disk.js';
import type { Random } from './random.js';

const BLOCK = 512;

/** How much of what was not synced is kept: so that the extremes, which break the most, come often. */
type Fate = 'all' | 'none' | 'first' | 'some';
const FATES: readonly Fate[] = ['all', 'none', 'first', 'some', 'some'];

/** The same for images that hold the same. */
export function fingerprint(image: DiskImage): string {
  const hash = createHash('sha256');
  for (const [number, node] of image) {
    if (node.kind === 'file') hash.update(`file ${number} ${node.bytes.length} `).update(node.bytes);
    else hash.update(`directory ${number} ${JSON.stringify([...node.entries].sort())} `);
  }
  return hash.digest('base64');
}

/** One of the states that a power cut at the moment of `image` may leave; all of it is durable. */
export function cutPower(image: DiskImage, random: Random): DiskImage {
  const left = new Map<number, FileNode | DirectoryNode>();
  for (const [number, node] of image) {
    left.set(number, node.kind === 'file' ? cutFile(node, random) : cutDirectory(node, random));
  }
  return left;
}

function cutDirectory(node: DirectoryNode, random: Random): DirectoryNode {
  const entries = new Map(node.durable);
  for (const change of chosen(node.pending, random)) applyEntryChange(entries, change);
  return { ...node, entries, durable: new Map(entries), pending: [] };
}

function cutFile(node: FileNode, random: Random): FileNode {
  let bytes = node.durable;
  if (node.pending.length > 0) {
    const torn = random.once(2);
    const kept = chosen(node.pending, random).flatMap((change) => (torn ? tear(change, random) : [change]));
    for (const change of kept) bytes = withDataChange(fillHole(bytes, change, random), change);
    bytes = resize(bytes, node, random);
  }
  return { ...node, bytes, durable: bytes, pending: [] };
}

function chosen<T>(pending: readonly T[], random: Random): readonly T[] {
  const fate = random.pick(FATES);
  if (fate === 'all') return pending;
  if (fate === 'none') return [];
  if (fate === 'first') return pending.slice(0, random.between(0, pending.length));
  return pending.filter(() => random.once(2));
}

/** The blocks of a write, each kept or not. */
function tear(change: DataChange, random: Random): DataChange[] {
  if (change.kind === 'truncate') return [change];
  const parts: DataChange[] = [];
  for (let from = 0; from < change.bytes.length; ) {
    const position = change.position + from;
    const to = Math.min(change.bytes.length, from + BLOCK - (position % BLOCK));
    if (random.once(2)) parts.push({ kind: 'write', position, bytes: change.bytes.subarray(from, to) });
    from = to;
  }
  return parts;
}

/** Blocks between the end of a file and a write beyond it, whose own write was lost. */
function fillHole(bytes: Buffer, change: DataChange, random: Random): Buffer {
  if (change.kind === 'truncate' || change.position <= bytes.length) return bytes;
  return lengthened(bytes, change.position, random);
}

/** The size is kept by itself: it may be ahead of the data. */
function resize(bytes: Buffer, node: FileNode, random: Random): Buffer {
  if (bytes.length >= node.bytes.length || random.once(2)) return bytes;
  return lengthened(bytes, node.bytes.length, random);
}

function lengthened(bytes: Buffer, length: number, random: Random): Buffer {
  const filler = random.once(2) ? 0 : random.between(1, 255);
  return Buffer.concat([bytes, Buffer.alloc(length - bytes.length, filler)]);
}
