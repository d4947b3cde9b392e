import test from 'ava';
import type { ZstdBinding } from 'zstd-codec/lib/zstd-codec-binding-wasm.js';
import { withZstdCodec } from '../../lib/sources/zstd-codec.js';

/** Runs `use` with a codec, to its end. */
async function run<T>(use: (codec: ZstdBinding) => T): Promise<T> {
  const results: T[] = [];
  const generator = withZstdCodec(async function* (codec) {
    yield use(codec);
  });
  for await (const result of generator) results.push(result);
  return results[0]!;
}

/** A use that hands out its codec, and then waits for the consumer. */
function codecs(): AsyncGenerator<ZstdBinding, void, void> {
  return withZstdCodec(async function* (codec) {
    yield codec;
  });
}

test.serial('its decoder gives what its encoder has compressed', async (t) => {
  const text = Buffer.from('spillway '.repeat(10_000));
  const plain = await run(({ ZstdCompressStreamBinding, ZstdDecompressStreamBinding }) => {
    const [packed, unpacked]: [Uint8Array[], Uint8Array[]] = [[], []];
    const encoder = new ZstdCompressStreamBinding();
    t.true(encoder.begin(3));
    t.true(encoder.transform(text, (bytes) => packed.push(bytes)));
    t.true(encoder.end((bytes) => packed.push(bytes)));
    encoder.delete();
    const archive = Buffer.concat(packed);
    t.true(archive.length < text.length / 10);
    const decoder = new ZstdDecompressStreamBinding();
    t.true(decoder.begin());
    t.true(decoder.transform(archive, (bytes) => unpacked.push(bytes)));
    decoder.delete();
    return Buffer.concat(unpacked);
  });
  t.deepEqual(plain, text);
});

test.serial('a codec is loaded only when the first value is asked for', async (t) => {
  let used = false;
  const generator = withZstdCodec(async function* () {
    used = true;
    yield 1;
  });
  await new Promise(setImmediate);
  t.false(used);
  t.deepEqual(await generator.next(), { value: 1, done: false });
  t.true(used);
  await generator.return();
});

test.serial('a codec is reused after its use came to the end', async (t) => {
  const first = await run((codec) => codec);
  t.is(await run((codec) => codec), first);
});

test.serial('two uses at the same time have a codec each', async (t) => {
  const [one, other] = [codecs(), codecs()];
  const [first, second] = [await one.next(), await other.next()];
  t.truthy(first.value);
  t.not(first.value, second.value);
  t.true((await one.next()).done);
  t.true((await other.next()).done);
});

test.serial('a codec whose use failed or was left half-way is not reused', async (t) => {
  const failing = codecs();
  const { value: failed } = await failing.next();
  await t.throwsAsync(failing.throw(new Error('broken')), { message: 'broken' });

  const left = codecs();
  const { value } = await left.next();
  await left.return();
  t.not(value, failed);

  const later = [codecs(), codecs(), codecs()];
  for (const generator of later) {
    const { value: codec } = await generator.next();
    t.not(codec, failed);
    t.not(codec, value);
  }
  for (const generator of later) await generator.return();
});
