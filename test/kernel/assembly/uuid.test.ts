import test from 'ava';
import fc from 'fast-check';
import { KernelInternals } from '../../support/kernel-internals.js';

const kernel = new KernelInternals();
const CANONICAL = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The 16 bytes in hex, or undefined where the text is no canonical UUID. */
function parse(text: Uint8Array): string | undefined {
  kernel.clear();
  const [address] = kernel.put(text);
  const [to] = kernel.put(new Uint8Array(16));
  if (kernel.exports.parseUuid(address, to) === 0) return undefined;
  return Buffer.from(kernel.bytes.subarray(to, to + 16)).toString('hex');
}

/** The text of 16 bytes in hex. */
function write(hex: string): string {
  kernel.clear();
  const [address] = kernel.put(Buffer.from(hex, 'hex'));
  const [to] = kernel.put(new Uint8Array(36));
  kernel.exports.writeUuid(to, address);
  return Buffer.from(kernel.bytes.subarray(to, to + 36)).toString('latin1');
}

test('a canonical UUID becomes its bytes, and they become it again', (t) => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(digits, (hex) => {
      const text = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
      t.is(parse(Buffer.from(text)), hex);
      t.is(write(hex), text);
    }),
  );
});

test('no other 36 bytes are taken for a UUID, with any byte at any place', (t) => {
  const text = Buffer.from('6ba7b810-9dad-11d1-80b4-00c04fd430c8');
  for (let at = 0; at < text.length; at++) {
    for (let byte = 0; byte < 256; byte++) {
      const changed = Buffer.from(text);
      changed[at] = byte;
      const expected = CANONICAL.test(changed.toString('latin1'))
        ? changed.toString().replaceAll('-', '')
        : undefined;
      if (parse(changed) !== expected) return t.fail(`byte ${byte} at ${at}`);
    }
  }
  t.pass();
});
