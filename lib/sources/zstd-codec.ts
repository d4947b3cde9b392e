// libzstd as WebAssembly, with 16 MiB of memory, which cannot grow. That is enough for windows of 8 MiB, which every decoder
// must support (RFC 8878). zstd makes larger ones only with --ultra or --long.
// Where node has libzstd itself, that is used instead.
import type { ZstdBinding } from 'zstd-codec/lib/zstd-codec-binding-wasm.js';

/** Codecs that no stream uses at the moment. The next stream reuses one, since making one takes about 70 ms. */
const idle: ZstdBinding[] = [];

/**
 * Gives `use` a codec of its own while its generator runs, and loads the codec only when needed. A codec is not reused
 * after a failure or an early end, so `use` must delete its streams only when it comes to the end.
 */
export async function* withZstdCodec<Out>(
  use: (codec: ZstdBinding) => AsyncGenerator<Out, void, void>,
): AsyncGenerator<Out, void, void> {
  const codec = idle.pop() ?? (await load());
  yield* use(codec);
  idle.push(codec);
}

async function load(): Promise<ZstdBinding> {
  const { default: instantiate } = await import('zstd-codec/lib/zstd-codec-binding-wasm.js');
  return new Promise((resolve) => {
    const module = {
      // The module has a `then` of its own, for which a promise would wait for ever. So only pass on what is needed.
      onRuntimeInitialized() {
        const { ZstdCompressStreamBinding, ZstdDecompressStreamBinding } = module as unknown as ZstdBinding;
        resolve({ ZstdCompressStreamBinding, ZstdDecompressStreamBinding });
      },
      // It would write to standard error before it throws.
      printErr: () => undefined,
      print: () => undefined,
    };
    instantiate(module);
  });
}
