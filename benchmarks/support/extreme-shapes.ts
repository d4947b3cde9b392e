// Logs in which one user, or one name, has nearly everything. They are generated while they are read. The summary they
// must give is computed by arithmetic, without summarizing.

/** A prime that divides no size used here, so that i × STRIDE mod n visits all of 0 to n - 1, out of order. */
const STRIDE = 7919;
const CHUNK_CHARACTERS = 2 ** 16;

/** A log of `size` things of one kind. */
export interface ExtremeShape {
  readonly name: string;
  readonly title: string;
  /** The size that the title names. */
  readonly size: number;
  lines(size: number): Generator<string>;
  /** The summary it must give, in pieces. */
  summary(size: number): Generator<string>;
}

/** One event in ten is a copy of an earlier one. */
const events: ExtremeShape = {
  name: 'events',
  title: 'one user with 10 million events',
  size: 10_000_000,
  *lines(size) {
    const distinct = distinctEvents(size);
    for (let index = 0; index < size; index++) {
      const number = scattered(index, distinct);
      const name = EVENT_NAMES[number % EVENT_NAMES.length];
      yield `{"user_id":"7","type":"event","id":"${uuidOf(number)}","name":"${name}"}\n`;
    }
  },
  *summary(size) {
    const distinct = distinctEvents(size);
    const counts = EVENT_NAMES.map((name, remainder) => {
      const count = Math.ceil((distinct - remainder) / EVENT_NAMES.length);
      return count === 0 ? '' : `,${name}=${count}`;
    });
    yield `7,${counts.join('')}\n`;
  },
};

/** In ascending order. */
const EVENT_NAMES = ['cart', 'page', 'sale'];

function distinctEvents(size: number): number {
  return Math.ceil(size * 0.9);
}

/** Timestamps out of order, each of them twice: of the two lines with the greatest, the later one counts. */
const updates: ExtremeShape = {
  name: 'updates',
  title: 'one attribute name updated 10 million times',
  size: 10_000_000,
  *lines(size) {
    for (let index = 0; index < size; index++) {
      const timestamp = timestampOf(index, size);
      yield `{"user_id":"7","type":"attributes","timestamp":${timestamp},"data":{"place":"place ${index}"}}\n`;
    }
  },
  *summary(size) {
    let latest = 0;
    for (let index = 0; index < size; index++) {
      if (timestampOf(index, size) >= timestampOf(latest, size)) latest = index;
    }
    yield `7,place=place ${latest},\n`;
  },
};

function timestampOf(index: number, size: number): number {
  return Math.floor(scattered(index, size) / 2);
}

/** Every name is given twice, 20 names per line; the second value counts. */
const names: ExtremeShape = {
  name: 'names',
  title: 'one user with a million attribute names',
  size: 1_000_000,
  *lines(size) {
    for (const time of [1, 2]) {
      for (let first = 0; first < size; first += NAMES_A_LINE) {
        const members: string[] = [];
        for (let index = first; index < Math.min(size, first + NAMES_A_LINE); index++) {
          const number = scattered(index, size);
          members.push(`"${attributeOf(number)}":"${time}.${number}"`);
        }
        yield `{"user_id":"7","type":"attributes","timestamp":${time},"data":{${members.join(',')}}}\n`;
      }
    }
  },
  *summary(size) {
    yield '7,';
    for (let number = 0; number < size; number++) {
      yield `${number === 0 ? '' : ','}${attributeOf(number)}=2.${number}`;
    }
    yield ',\n';
  },
};

const NAMES_A_LINE = 20;

/** Padded to equal length, so that names sort by number. */
function attributeOf(number: number): string {
  return `attribute ${String(number).padStart(8, '0')}`;
}

function scattered(index: number, count: number): number {
  return (index * STRIDE) % count;
}

/** A different UUID for every number below 2^32. */
function uuidOf(number: number): string {
  const head = (Math.imul(number, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
  const tail = number.toString(16).padStart(12, '0');
  return `${head}-5eed-4000-8000-${tail}`;
}

export const EXTREME_SHAPES: readonly ExtremeShape[] = [events, updates, names];

/** Encodes texts as UTF-8, in chunks of about 64 KiB. */
export function* chunked(texts: Iterable<string>): Generator<Buffer> {
  let held: string[] = [];
  let characters = 0;
  for (const text of texts) {
    held.push(text);
    characters += text.length;
    if (characters < CHUNK_CHARACTERS) continue;
    yield Buffer.from(held.join(''));
    held = [];
    characters = 0;
  }
  if (held.length > 0) yield Buffer.from(held.join(''));
}
