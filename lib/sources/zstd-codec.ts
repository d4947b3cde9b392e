// libzstd as WebAssembly, with 16 MiB of memory, which cannot grow. That is enough for windows of 8 MiB, which every decoder
// must read (RFC 8878), and zstd makes no larger ones unless told to, by --ultra or --long.
//
// Node's own zstd (from 22.15 on) would not do: it takes a truncated archive for a whole one.
import type { ZstdBinding } from 'zstd-codec/lib/zstd-codec-binding-wasm.js';

/** Codecs that no stream uses: the next one takes one of them, for to make one takes some 70 ms. */
const idle: ZstdBinding[] = [];

/**
 * Gives `use` a codec of its own, as long as its generator runs; loads it only when it is needed. A codec whose use has
 * failed or was left half way is not used again, so only who comes to the end must delete its streams.
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
      // The module has a `then` of its own, which a promise would wait for without end: hence only what is needed of it.
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
