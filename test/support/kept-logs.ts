// A log that is written to, rotated, packed and thinned out between jobs that keep their work, and the answer of one job
// over everything that was ever in it.
import { appendFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { linesOf } from '../../lib/in-memory/lines.js';
import { summarizeSourcesInMemory } from '../../lib/in-memory/summarize-in-memory.js';
import type { Mapping } from '../../lib/mapping/read-mapping.js';
import { drawLog } from './draw-log.js';
import type { Random } from './random.js';

export const MAX_LINE = '4KiB';
const LINE_FEED = 0x0a;

interface Part {
  readonly content: Buffer;
  /** Undefined: the file was removed. */
  readonly file: string | undefined;
}

/** A user who was forgotten, when the parts of the log had these lengths. */
interface Forgotten {
  readonly user: string;
  readonly lengths: readonly number[];
  readonly forGood: boolean;
}

export class KeptLogs {
  readonly #folder: string;
  readonly #random: Random;
  readonly #forgotten: Forgotten[] = [];
  /** In the order in which they were begun; the last one is `app.log`. */
  #parts: Part[];
  /** How many of them a finished job has read whole. */
  #absorbed = 0;

  constructor(folder: string, random: Random) {
    this.#folder = folder;
    this.#random = random;
    this.#parts = [{ content: Buffer.alloc(0), file: 'app.log' }];
  }

  /** The glob of the files. */
  get glob(): string {
    return `${this.#folder}/app.log*`;
  }

  /** Appends up to this many bytes, which may end anywhere in a line. */
  async append(bytes: number): Promise<void> {
    const last = this.#parts.at(-1)!;
    const more = drawLog(this.#random, bytes);
    const added = this.#random.once(3) ? more.subarray(0, this.#random.between(1, more.length)) : more;
    const begun = last.content.length > 0 && last.content.at(-1) !== LINE_FEED;
    const whole = begun && this.#random.once(2) ? Buffer.concat([Buffer.from('\n'), added]) : added;
    await appendFile(`${this.#folder}/app.log`, whole);
    this.#parts.splice(-1, 1, { ...last, content: Buffer.concat([last.content, whole]) });
  }

  /** Renames `app.log` to `app.log.1`, and so on, and begins a new one. */
  async rotate(): Promise<void> {
    const count = this.#parts.length;
    for (const [index, part] of this.#parts.entries()) {
      if (part.file === undefined) continue;
      const packed = part.file.endsWith('.gz') ? '.gz' : '';
      const file = `app.log.${count - index}${packed}`;
      await rename(`${this.#folder}/${part.file}`, `${this.#folder}/${file}`);
      this.#parts[index] = { ...part, file };
    }
    await writeFile(`${this.#folder}/app.log`, '');
    this.#parts.push({ content: Buffer.alloc(0), file: 'app.log' });
  }

  /** Packs a rotated file, or removes one that a finished job has read. */
  async packOrRemove(): Promise<void> {
    const index = this.#random.between(0, this.#parts.length - 1);
    const { content, file } = this.#parts[index]!;
    if (index === this.#parts.length - 1 || file === undefined) return;
    if (index < this.#absorbed && this.#random.once(2)) {
      await rm(`${this.#folder}/${file}`);
      this.#parts[index] = { content, file: undefined };
    } else if (!file.endsWith('.gz')) {
      await writeFile(`${this.#folder}/${file}.gz`, gzipSync(await readFile(`${this.#folder}/${file}`)));
      await rm(`${this.#folder}/${file}`);
      this.#parts[index] = { content, file: `${file}.gz` };
    }
  }

  /** To be called when a job has finished. */
  finished(): void {
    this.#absorbed = this.#parts.length - 1;
  }

  /**
   * A user of the log, at random, that its last line does not name if it has no end: whether that line is later than an
   * erasure shows when it has one. Undefined if none was found.
   */
  drawUser(): string | undefined {
    const lines = this.#random.pick(this.#parts).content.toString().split('\n');
    const user = userOf(lines[this.#random.between(0, lines.length - 1)]!);
    const begun = this.#parts.at(-1)!.content.toString().split('\n').at(-1)!;
    return user === undefined || begun.includes(user) ? undefined : user;
  }

  /** To be called when a user was forgotten. */
  forget(user: string, forGood: boolean): void {
    this.#forgotten.push({ user, lengths: this.#parts.map(({ content }) => content.length), forGood });
  }

  async output(map?: Mapping): Promise<Buffer> {
    const sources = this.#parts.map((_, index) => ({ lines: linesOf([this.#remembered(index)]) }));
    const { output } = await summarizeSourcesInMemory(sources, {
      maxLine: MAX_LINE,
      ...(map === undefined ? {} : { map }),
    });
    return Buffer.concat([...output]);
  }

  /** A part of the log without the lines of users who were forgotten. */
  #remembered(index: number): Buffer {
    const { content } = this.#parts[index]!;
    if (this.#forgotten.length === 0) return content;
    const lines: Buffer[] = [];
    for (let at = 0; at < content.length; ) {
      const feed = content.indexOf(LINE_FEED, at);
      const line = content.subarray(at, feed === -1 ? content.length : feed + 1);
      const user = userOf(line.toString());
      const isGone = ({ user: gone, lengths, forGood }: Forgotten) =>
        user === gone && (forGood || at < (lengths[index] ?? 0));
      if (user === undefined || !this.#forgotten.some(isGone)) lines.push(line);
      at += line.length;
    }
    return Buffer.concat(lines);
  }
}

/** The name of a user that is found by its text; undefined for any other line. */
function userOf(line: string): string | undefined {
  return /^[{].*"user_id":"(user-[0-9]+)"/.exec(line)?.[1];
}

/** The lines of an output that are not in another one. */
export function changesBetween(before: Buffer, after: Buffer): string {
  const known = new Set(before.toString().split('\n'));
  const changed = after
    .toString()
    .split('\n')
    .filter((line) => line !== '' && !known.has(line));
  return changed.map((line) => `${line}\n`).join('');
}
