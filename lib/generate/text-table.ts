import { wordView } from './piece.js';

/**
 * Texts stored as their bytes, one after another, since all that a log does with a word is to copy its bytes. Texts are
 * distinct and in ascending order of UTF-8 bytes, so comparing two texts means comparing their indexes.
 */
export class TextTable {
  readonly size: number;
  readonly view: DataView;
  /** Where each text begins in `view`, then where the last one ends. */
  readonly starts: Uint32Array;

  /** Takes texts in any order. They must contain no surrogates, so that UTF-16 order equals byte order. */
  constructor(texts: Iterable<string>) {
    const sorted = [...new Set(texts)].sort();
    this.size = sorted.length;
    this.view = wordView(Buffer.from(sorted.join('')));
    this.starts = new Uint32Array(this.size + 1);
    let end = 0;
    for (let i = 0; i < this.size; i++) {
      end += Buffer.byteLength(sorted[i]!);
      this.starts[i + 1] = end;
    }
  }

  text(index: number): string {
    const start = this.starts[index]!;
    return Buffer.from(this.view.buffer, start, this.starts[index + 1]! - start).toString();
  }

  /** The index of a text, or -1. */
  indexOf(text: string): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.text(middle) < text) low = middle + 1;
      else high = middle;
    }
    return low < this.size && this.text(low) === text ? low : -1;
  }
}
