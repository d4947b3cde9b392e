import { SpillwayError } from '../errors.js';
import { align, giveKernel, type Kernel, reserveMemory, takeKernel } from '../kernel/kernel.js';
import type { SummaryBatch } from '../records/summary-batch.js';
import type { DelimiterPolicy, EmptySections } from './output-format.js';

/** How many times longer the lines may be than the summaries: TEXT_GROWTH of assembly/text.ts. */
const TEXT_GROWTH = 3;
/** Room for the end of the line before, and for reads and writes past the end of a text. */
const LINE_END_BYTES = 32;

/** Summaries → lines of the line format: the core of `format`. */
export class LineFormatter {
  readonly #kernel: Kernel;

  constructor(delimiters: DelimiterPolicy, emptySections: EmptySections) {
    this.#kernel = takeKernel(0);
    this.#kernel.exports.resetText(delimiters === 'escape', emptySections === 'omit');
  }

  /** The lines that the batch completes or continues; valid until the next call. */
  format({ bytes }: SummaryBatch): Uint8Array {
    const { exports, memory } = this.#kernel;
    const input = align(exports.heapBase());
    const output = align(input + bytes.length + LINE_END_BYTES);
    reserveMemory(memory, output + bytes.length * TEXT_GROWTH + LINE_END_BYTES);
    new Uint8Array(memory.buffer).set(bytes, input);
    const length = exports.formatSummaries(input, bytes.length, output);
    if (exports.refusedText() !== 0) {
      const text = Buffer.from(memory.buffer, exports.refusedText(), exports.refusedTextLength()).toString(
        'utf8',
      );
      refuse(text, exports.isNameRefused() !== 0);
    }
    return new Uint8Array(memory.buffer, output, length);
  }

  /** The end of the last line. `format` must not be called after it. */
  end(): Uint8Array {
    const { exports, memory } = this.#kernel;
    const output = align(exports.heapBase());
    const end = new Uint8Array(memory.buffer, output, exports.formatEnd(output)).slice();
    giveKernel(this.#kernel);
    return end;
  }
}

function refuse(text: string, isMeasure: boolean): never {
  const found = JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
  if (isMeasure) {
    throw new SpillwayError(
      'delimiter-in-output',
      `format: the name of the measure ${found} holds a delimiter of the line format; give it another name`,
      { found },
    );
  }
  throw new SpillwayError(
    'delimiter-in-output',
    `format: the text ${found} holds a delimiter of the line format; reject such lines with ` +
      `validate({ delimiters: 'reject' }), or escape them with format({ delimiters: 'escape' })`,
    { found },
  );
}
