import { readText, readVarint } from '../../lib/records/varint.js';

/** A row of a run, as lib/kernel/assembly/run-format.ts has it; a value of null: the attribute was cleared. */
export type RunRow =
  | { readonly user: string; readonly alone: true }
  | {
      readonly user: string;
      readonly name: string;
      readonly timestamp: number;
      readonly value: string | null;
    }
  | { readonly user: string; readonly name: string; readonly id: string };

/** The rows of a block, read as its format is described, by copies and not in place. */
export function decodeBlock(bytes: Uint8Array): RunRow[] {
  return [...new BlockDecoder(bytes).rows()];
}

/** The names that a block writes out, in their order. */
export function namesOf(bytes: Uint8Array): string[] {
  const decoder = new BlockDecoder(bytes);
  for (const _ of decoder.rows());
  return decoder.names.map((name) => name.toString());
}

class BlockDecoder {
  readonly names: Buffer[] = [];
  readonly #bytes: Uint8Array;
  readonly #slots = new Map<number, Buffer>();
  #index = 0;
  #user = Buffer.alloc(0);
  #time = 0n;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  *rows(): Generator<RunRow> {
    while (this.#index < this.#bytes.length) {
      const head = this.#varint();
      const [kind, argument] = [head & 7, Math.floor(head / 8)];
      if (kind === 0) {
        this.#user = Buffer.concat([this.#user.subarray(0, argument), this.#text()]);
        continue;
      }
      const user = this.#user.toString();
      if (kind === 1) {
        yield { user, alone: true };
        continue;
      }
      const name = (argument === 0 ? this.#newName() : this.names[argument - 1]!).toString();
      if (kind === 5) yield { user, name, id: Buffer.from(this.#text()).toString() };
      else if (kind === 6) yield { user, name, id: this.#uuid() };
      else yield { user, name, timestamp: this.#timestamp(kind), value: this.#value() };
    }
  }

  #newName(): Buffer {
    const lengths = this.#take(1)[0]!;
    const [shared, short] = [lengths >> 4, lengths & 15];
    const rest = short === 15 ? 15 + this.#varint() : short;
    const before = shared === 0 ? Buffer.alloc(0) : (this.#slots.get(this.#take(1)[0]!) ?? Buffer.alloc(8));
    const name = Buffer.concat([before.subarray(0, shared), this.#take(rest)]);
    this.#slots.set(slotOf(name), Buffer.concat([name, Buffer.alloc(8)]));
    this.names.push(name);
    return name;
  }

  #timestamp(kind: number): number {
    if (kind === 4) return Buffer.from(this.#take(8)).readDoubleLE() + 0;
    if (kind === 3) {
      const zigzag = this.#longVarint();
      this.#time += zigzag & 1n ? -(zigzag >> 1n) - 1n : zigzag >> 1n;
    }
    return Number(this.#time);
  }

  #value(): string | null {
    const length = this.#varint();
    return length === 0 ? null : Buffer.from(this.#take(length - 1)).toString();
  }

  #uuid(): string {
    const hex = Buffer.from(this.#take(16)).toString('hex');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  #take(length: number): Uint8Array {
    this.#index += length;
    return this.#bytes.subarray(this.#index - length, this.#index);
  }

  #varint(): number {
    const { value, end } = readVarint(this.#bytes, this.#index);
    this.#index = end;
    return value;
  }

  #longVarint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#take(1)[0]!;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  #text(): Uint8Array {
    const { text, end } = readText(this.#bytes, this.#index);
    this.#index = end;
    return text;
  }
}

/** The hash of a name's first three bytes. */
function slotOf(name: Buffer): number {
  const start = Buffer.concat([name, Buffer.alloc(3)]).readUIntBE(0, 3);
  return Math.imul(start, 0x9e3779b1) >>> 24;
}
