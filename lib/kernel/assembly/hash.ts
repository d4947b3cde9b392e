// SipHash-1-3 (Aumasson and Bernstein; the variant that Rust and Python use for their tables) with a key that each
// process draws at random: whoever writes the log cannot choose texts that collide.

let key0: u64 = 0;
let key1: u64 = 0;

let v0: u64 = 0;
let v1: u64 = 0;
let v2: u64 = 0;
let v3: u64 = 0;

export function seedHash(low: u64, high: u64): void {
  key0 = low;
  key1 = high;
}

function round(): void {
  v0 += v1;
  v1 = rotl<u64>(v1, 13) ^ v0;
  v0 = rotl<u64>(v0, 32);
  v2 += v3;
  v3 = rotl<u64>(v3, 16) ^ v2;
  v0 += v3;
  v3 = rotl<u64>(v3, 21) ^ v0;
  v2 += v1;
  v1 = rotl<u64>(v1, 17) ^ v2;
  v2 = rotl<u64>(v2, 32);
}

/** 32 well-mixed bits of a text. */
export function hashBytes(text: usize, length: u32): u32 {
  v0 = key0 ^ 0x736f6d6570736575;
  v1 = key1 ^ 0x646f72616e646f6d;
  v2 = key0 ^ 0x6c7967656e657261;
  v3 = key1 ^ 0x7465646279746573;
  const end = text + (length & ~7);
  while (text < end) {
    const word = load<u64>(text);
    v3 ^= word;
    round();
    v0 ^= word;
    text += 8;
  }
  let last = (<u64>length) << 56;
  const rest = length & 7;
  for (let index: u32 = 0; index < rest; index++) last |= (<u64>load<u8>(text + index)) << (index << 3);
  v3 ^= last;
  round();
  v0 ^= last;
  v2 ^= 0xff;
  round();
  round();
  round();
  return <u32>((v0 ^ v1 ^ v2 ^ v3) >> 32);
}
