declare module 'zstd-codec/lib/zstd-codec-binding-wasm.js' {
  /** A stream of libzstd. Methods return false where libzstd reports an error; output comes through the callback. */
  interface ZstdStream {
    transform(bytes: Uint8Array, output: (bytes: Uint8Array) => void): boolean;
    end(output: (bytes: Uint8Array) => void): boolean;
    delete(): void;
  }
  export interface ZstdBinding {
    readonly ZstdDecompressStreamBinding: new () => ZstdStream & { begin(): boolean };
    readonly ZstdCompressStreamBinding: new () => ZstdStream & { begin(level: number): boolean };
  }
  export default function instantiate(module: {
    onRuntimeInitialized(): void;
    print(text: string): void;
    printErr(text: string): void;
  }): void;
}
