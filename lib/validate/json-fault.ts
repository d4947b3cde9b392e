/** Arrays and objects may be nested this deep. */
const DEEPEST = 512;

const QUOTE = 0x22;
const COMMA = 0x2c;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const SPACES: ReadonlySet<number | undefined> = new Set(Buffer.from(' \t\r\n'));
const ESCAPED: ReadonlySet<number | undefined> = new Set(Buffer.from('"\\/bfnrt'));
const WORDS = [Buffer.from('true'), Buffer.from('false'), Buffer.from('null')];

export interface JsonFault {
  /** Index of the first byte that no JSON could have after the bytes before it; the length if the text ends too early. */
  readonly at: number;
  /** Whether it opens one level too many. */
  readonly tooDeep: boolean;
}

/**
 * Where a text stops being JSON (RFC 8259), or undefined if it is JSON. For the few lines that are rejected: the scanner only
 * says that a line is malformed, because to know where would cost it time in every line.
 */
export function jsonFaultAt(bytes: Uint8Array): JsonFault | undefined {
  const walk = new JsonWalk(bytes);
  if (walk.readText()) return undefined;
  return { at: walk.at, tooDeep: walk.tooDeep };
}

/** Each method reads something, and stops at the byte at which it fails. */
class JsonWalk {
  readonly #bytes: Uint8Array;
  /** The brackets and braces that are open. */
  readonly #open: number[] = [];
  at = 0;
  tooDeep = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  readText(): boolean {
    if (!this.#readValue(false)) return false;
    for (;;) {
      this.#skipSpace();
      const opener = this.#open.at(-1);
      if (opener === undefined) return this.at === this.#bytes.length;
      if (this.#take(opener === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET)) this.#open.pop();
      else if (!this.#take(COMMA)) return false;
      else if (!(opener === OPEN_BRACE ? this.#readMember(false) : this.#readValue(false))) return false;
    }
  }

  /** Reads a value: whole, or up to and including the first value in it that has no value in it. */
  #readValue(mayClose: boolean): boolean {
    this.#skipSpace();
    if (mayClose && this.#take(CLOSE_BRACKET)) return this.#close();
    const byte = this.#bytes[this.at];
    if (byte === OPEN_BRACKET || byte === OPEN_BRACE) {
      if (this.#open.length === DEEPEST) {
        this.tooDeep = true;
        return false;
      }
      this.at++;
      this.#open.push(byte);
      return byte === OPEN_BRACE ? this.#readMember(true) : this.#readValue(true);
    }
    if (byte === QUOTE) return this.#readString();
    const word = WORDS.find((each) => each[0] === byte);
    return word === undefined ? this.#readNumber() : word.every((letter) => this.#take(letter));
  }

  #readMember(mayClose: boolean): boolean {
    this.#skipSpace();
    if (mayClose && this.#take(CLOSE_BRACE)) return this.#close();
    if (this.#bytes[this.at] !== QUOTE || !this.#readString()) return false;
    this.#skipSpace();
    return this.#take(COLON) && this.#readValue(false);
  }

  #close(): boolean {
    this.#open.pop();
    return true;
  }

  #readString(): boolean {
    this.at++;
    for (;;) {
      const byte = this.#bytes[this.at];
      if (byte === undefined || byte < 0x20) return false;
      this.at++;
      if (byte === QUOTE) return true;
      if (byte === BACKSLASH && !this.#readEscape()) return false;
    }
  }

  #readEscape(): boolean {
    if (ESCAPED.has(this.#bytes[this.at])) {
      this.at++;
      return true;
    }
    return this.#takeText('u') && [1, 2, 3, 4].every(() => this.#takeOne(/[0-9a-f]/i));
  }

  #readNumber(): boolean {
    this.#takeText('-');
    if (!this.#takeText('0') && !this.#takeDigits()) return false;
    if (this.#takeText('.') && !this.#takeDigits()) return false;
    if (!this.#takeOne(/[eE]/)) return true;
    this.#takeOne(/[-+]/);
    return this.#takeDigits();
  }

  /** At least one digit. */
  #takeDigits(): boolean {
    const from = this.at;
    while (this.#bytes[this.at]! >= DIGIT_0 && this.#bytes[this.at]! <= DIGIT_9) this.at++;
    return this.at > from;
  }

  #takeOne(pattern: RegExp): boolean {
    const byte = this.#bytes[this.at];
    if (byte === undefined || !pattern.test(String.fromCharCode(byte))) return false;
    this.at++;
    return true;
  }

  #takeText(character: string): boolean {
    return this.#take(character.charCodeAt(0));
  }

  #take(byte: number): boolean {
    if (this.#bytes[this.at] !== byte) return false;
    this.at++;
    return true;
  }

  #skipSpace(): void {
    while (SPACES.has(this.#bytes[this.at])) this.at++;
  }
}
