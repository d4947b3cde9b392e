import type { MessagePort } from 'node:worker_threads';
import { SpillwayError } from '../../errors.js';
import { BufferPool } from '../../kernel/buffer-pool.js';
import type { PartLines } from './part-lines.js';
import type { FromMerge, ToMerge } from './part-messages.js';

/**
 * Lines that a worker sends to the main thread, for outputs that take bytes only in order: a pipe, a compressor. The main
 * thread returns the memory of written lines, which is reused. The worker waits while too many bytes are in flight.
 */
export class PostedLines implements PartLines {
  readonly #port: MessagePort;
  readonly #tell: (message: FromMerge, transfer: readonly ArrayBuffer[]) => void;
  readonly #buffers = new BufferPool();
  #room: number;
  #wake: (() => void) | undefined;
  #givenUp = false;

  /** `room`: bytes of lines that may be in flight. */
  constructor(
    port: MessagePort,
    room: number,
    tell: (message: FromMerge, transfer: readonly ArrayBuffer[]) => void,
  ) {
    this.#port = port;
    this.#room = room;
    this.#tell = tell;
    port.on('message', this.#hear);
  }

  begin(): void {}

  async add(lines: Uint8Array): Promise<void> {
    while (this.#room <= 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      if (this.#givenUp) throw new SpillwayError('aborted', 'the merge was given up');
    }
    this.#room -= lines.length;
    const copy = this.#buffers.copyOf(lines);
    this.#tell({ kind: 'lines', lines: copy }, [copy.buffer]);
  }

  async endPart(): Promise<void> {}

  async end(): Promise<void> {}

  async close(): Promise<void> {
    this.#port.off('message', this.#hear);
  }

  readonly #hear = (message: ToMerge): void => {
    if (message.kind === 'written') {
      this.#room += message.lines.length;
      this.#buffers.give(message.lines.buffer);
    } else if (message.kind === 'leave') this.#givenUp = true;
    else return;
    this.#wake?.();
    this.#wake = undefined;
  };
}
