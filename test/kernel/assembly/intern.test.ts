import test from 'ava';
import fc from 'fast-check';
import { KernelInternals } from '../../support/kernel-internals.js';

const SLOT_BYTES = 16;
const ARENA_BYTES = 2 ** 16;
const kernel = new KernelInternals();
const { exports } = kernel;

test('equal texts share a slot, others do not, whatever their hashes', (t) => {
  const text = fc.string({ unit: 'binary', maxLength: 12 });
  // Hashes of a few values: texts collide often, at the end of the table, too.
  const given = fc.array(fc.tuple(text, fc.constantFrom(0, 1, 2 ** 31, 2 ** 32 - 1)), { maxLength: 40 });
  fc.assert(
    fc.property(given, fc.integer({ min: 41, max: 60 }), (texts, capacity) => {
      kernel.clear();
      const table = kernel.alignedRoom(exports.TABLE_BYTES.value);
      const slots = kernel.alignedRoom(capacity * SLOT_BYTES);
      const arena = kernel.alignedRoom(ARENA_BYTES);
      exports.resetTable(table, slots, capacity);
      exports.resetTexts(arena + ARENA_BYTES);

      const known = new Map<string, number>();
      const hashes = new Map<string, number>();
      for (const [each, drawn] of texts) {
        // A text has one hash.
        if (!hashes.has(each)) hashes.set(each, drawn);
        const slot = exports.intern(table, ...kernel.put(each), hashes.get(each)!);
        if (!known.has(each)) known.set(each, known.size);
        t.is(exports.slotIndex(slot), known.get(each)!);
        t.is(kernel.text(exports.slotText(slot), exports.slotLength(slot)), each);
      }
      t.is(exports.tableSize(table), known.size);
      t.true(exports.textStart.value >= arena);
    }),
    { numRuns: 60 },
  );
});
