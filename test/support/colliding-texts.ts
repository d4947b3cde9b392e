// Texts made to collide, as somebody would make them for a table whose hash has no key: all have the same FNV-1a.
import type { Random } from './random.js';

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** FNV-1a, 32 bits, of a text of ASCII; `state`: of what stands before it. */
export function fnv1a(text: string, state = FNV_OFFSET): number {
  let hash = state;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME);
  return hash >>> 0;
}

/**
 * 2^`doublings` texts with one hash, all different. From each state two blocks are found that lead to the same next one
 * (Joux's multicollision), so every choice of blocks does.
 */
export function collidingTexts(random: Random, doublings: number): string[] {
  let texts = [''];
  let state = FNV_OFFSET;
  for (let block = 0; block < doublings; block++) {
    const pair = collidingBlocks(random, state);
    texts = texts.flatMap((text) => pair.map((end) => text + end));
    state = fnv1a(pair[0], state);
  }
  return texts;
}

/** As many texts as long, of the same characters, that were not made to collide. */
export function randomTexts(random: Random, doublings: number): string[] {
  const text = () => Array.from({ length: doublings }, () => randomBlock(random)).join('');
  return Array.from({ length: 2 ** doublings }, text);
}

function collidingBlocks(random: Random, state: number): [string, string] {
  const blocks = new Map<number, string>();
  for (;;) {
    const block = randomBlock(random);
    const next = fnv1a(block, state);
    const other = blocks.get(next);
    if (other !== undefined && other !== block) return [other, block];
    blocks.set(next, block);
  }
}

function randomBlock(random: Random): string {
  return random.between(0, 0xffffff).toString(16).padStart(6, '0');
}
