import type { Transform } from 'node:stream';
import type { ZstdBinding } from 'zstd-codec/lib/zstd-codec-binding-wasm.js';
import type { NodeZstd } from './node-zstd.js';

/** The window that every decoder must support, and zstd's largest unless it is told otherwise; see zstd-codec.ts. */
export const WINDOW_LOG = 23;
/** As much as a block unpacks to. */
const CHUNK_BYTES = 2 ** 17;

/** Unpacks zstd frames, piece by piece. */
export interface ZstdDecoder {
  /** The plain bytes of a piece, which is not longer than a block; `ends` if its frame ends with it. Rejects if libzstd refuses it. */
  decode(piece: Uint8Array, ends: boolean): Promise<Uint8Array[]>;
  /** Call it once, when nothing more is decoded. `whole`: after the end of a frame. */
  close(whole: boolean): void;
}

/** libzstd as WebAssembly, which continues with the next frame by itself. */
export class CodecDecoder implements ZstdDecoder {
  readonly #decoder: InstanceType<ZstdBinding['ZstdDecompressStreamBinding']>;

  constructor({ ZstdDecompressStreamBinding }: ZstdBinding) {
    this.#decoder = new ZstdDecompressStreamBinding();
    this.#decoder.begin();
  }

  async decode(piece: Uint8Array): Promise<Uint8Array[]> {
    const plain: Uint8Array[] = [];
    if (!this.#decoder.transform(piece, (bytes) => plain.push(bytes))) throw new Error('libzstd refuses it');
    return plain;
  }

  close(whole: boolean): void {
    if (whole) this.#decoder.delete();
  }
}

/** Node's libzstd. It may stop at the end of a frame and drop what follows, so that each frame gets a stream of its own. */
export class NodeDecoder implements ZstdDecoder {
  readonly #zstd: NodeZstd;
  #stream: Transform | undefined;
  #plain: Uint8Array[] = [];
  #fail: (cause: Error) => void = () => {};

  constructor(zstd: NodeZstd) {
    this.#zstd = zstd;
  }

  async decode(piece: Uint8Array, ends: boolean): Promise<Uint8Array[]> {
    this.#stream ??= this.#open();
    const stream = this.#stream;
    // A stream that fails does not call back.
    await new Promise<void>((resolve, reject) => {
      this.#fail = reject;
      if (ends) stream.once('end', resolve).end(piece);
      else stream.write(piece, () => resolve());
    });
    if (ends) this.#stream = undefined;
    const plain = this.#plain;
    this.#plain = [];
    return plain;
  }

  close(): void {
    this.#stream?.destroy();
  }

  #open(): Transform {
    const { ZSTD_d_windowLogMax } = this.#zstd.constants;
    return this.#zstd
      .createZstdDecompress({ chunkSize: CHUNK_BYTES, params: { [ZSTD_d_windowLogMax]: WINDOW_LOG } })
      .on('data', (bytes: Uint8Array) => this.#plain.push(bytes))
      .on('error', (cause) => this.#fail(cause));
  }
}
