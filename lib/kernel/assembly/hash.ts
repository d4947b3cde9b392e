// SipHash-1-3 (Aumasson and Bernstein; the variant that Rust and Python use for their tables) with a key that each
// process draws at random: whoever writes the log cannot choose texts that collide.

let key0: u64 = 0;
let key1: u64 = 0;

const FINAL_ROUNDS: usize = 3;

export function seedHash(low: u64, high: u64): void {
  key0 = low;
  key1 = high;
}

/**
 * 32 well-mixed bits of a text. One loop makes all rounds, those of the text's words, of its end and of the
 * finalization, so that the state stays in registers: in globals it costs three times as much.
 */
export function hashBytes(text: usize, length: u32): u32 {
  let v0 = key0 ^ 0x736f6d6570736575;
  let v1 = key1 ^ 0x646f72616e646f6d;
  let v2 = key0 ^ 0x6c7967656e657261;
  let v3 = key1 ^ 0x7465646279746573;
  const last = text + (length & ~7);
  const end = last + 8 * (1 + FINAL_ROUNDS);
  for (; text < end; text += 8) {
    let word: u64 = 0;
    if (text < last) word = load<u64>(text);
    else if (text == last) word = lastWord(text, length);
    else if (text == last + 8) v2 ^= 0xff;
    v3 ^= word;
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
    v0 ^= word;
  }
  return <u32>((v0 ^ v1 ^ v2 ^ v3) >> 32);
}

/** The bytes behind the last whole word, and the length in the highest byte. */
function lastWord(text: usize, length: u32): u64 {
  const rest = length & 7;
  let word = (<u64>length) << 56;
  if (rest == 0) return word;
  if (length >= 8) return word | (load<u64>(text + rest - 8) >> ((8 - rest) << 3));
  for (let index: u32 = 0; index < rest; index++) word |= (<u64>load<u8>(text + index)) << (index << 3);
  return word;
}
