import { SpillwayError } from '../errors.js';
import type { SourceIdentity } from '../sources/source-identity.js';
import type { Stretch } from '../sources/stretches.js';
import { type Frame, feedBroken, readFrames } from './frames.js';

const LF = 0x0a;

/** The bytes of a source that are fed, from a nominal offset on. */
interface Fed {
  readonly stretch: Stretch;
  /** Offset of the bytes that come next. */
  at: number;
  /** Bytes of a frame that was read for its line end, and that follow it. */
  rest: Buffer | undefined;
  /** Whether the source has ended. */
  ended: boolean;
}

/** Reads the stretches of a range from a feed, one after the other. Fails with `feed-broken`. */
export class FedSources {
  readonly #identities: readonly SourceIdentity[];
  readonly #frames: AsyncGenerator<Frame, void, void>;
  #fed: Fed | undefined;

  constructor(identities: readonly SourceIdentity[], chunks: AsyncIterable<Uint8Array>) {
    this.#identities = identities;
    this.#frames = readFrames(chunks);
  }

  /** The feed says what it is for. Fails with `bad-option` if that is another task. */
  async requireTask(plan: string, index: number): Promise<void> {
    const task = await this.#json('T');
    if (task['plan'] === plan && task['index'] === index) return;
    throw new SpillwayError(
      'bad-option',
      `the feed on standard input is for range ${task['index']} of the plan ${task['plan']}, not for range ${index} of ${plan}`,
      { expected: index, found: String(task['index']) },
    );
  }

  /** Where the first line behind the beginning of a stretch begins; undefined if the source ends before. */
  async lineStart(stretch: Stretch): Promise<number | undefined> {
    const fed = await this.#begin(stretch);
    for (let bytes = await this.#next(fed); bytes !== undefined; bytes = await this.#next(fed)) {
      const feed = bytes.indexOf(LF);
      if (feed === -1) continue;
      fed.rest = bytes.subarray(feed + 1);
      fed.at -= fed.rest.length;
      return fed.at;
    }
    return undefined;
  }

  /**
   * The bytes of a stretch that are left: up to the first line end at or after its own end, or to the end of the source.
   * `onRead` is called with the number of bytes given, `onEnd` with the offset at which they have ended.
   */
  async *bytes(
    stretch: Stretch,
    onRead: (bytes: number) => void,
    onEnd: (offset: number) => void,
  ): AsyncGenerator<Uint8Array, void, void> {
    const fed = await this.#begin(stretch);
    const { size } = this.#identities[stretch.source]!;
    const end = stretch.end === null || stretch.end >= size ? undefined : stretch.end;
    const first = fed.at;
    // The line end before the first byte may be that of the range already.
    if (end !== undefined && first > end) return onEnd(first);
    for (let bytes = await this.#next(fed); bytes !== undefined; bytes = await this.#next(fed)) {
      const from = fed.at - bytes.length;
      const feed = end === undefined || fed.at <= end ? -1 : bytes.indexOf(LF, Math.max(0, end - from));
      const mine = feed === -1 ? bytes : bytes.subarray(0, feed + 1);
      onRead(from + mine.length - first);
      if (feed !== -1) onEnd(from + mine.length);
      yield mine;
      if (feed !== -1) return;
    }
    onEnd(size);
  }

  /** Call when no more is needed. Does not wait for the rest. */
  close(): void {
    this.#frames.return().catch(() => {});
  }

  async #begin(stretch: Stretch): Promise<Fed> {
    if (this.#fed?.stretch.source === stretch.source) return this.#fed;
    // Of the source before, only its end is left.
    if (this.#fed !== undefined) while ((await this.#next(this.#fed)) !== undefined);
    const { source, offset } = await this.#json('S');
    if (source !== stretch.source || offset !== stretch.position) {
      throw feedBroken(
        `it has source ${source} from byte ${offset}, where source ${stretch.source} from byte ${stretch.position} was expected`,
      );
    }
    this.#fed = { stretch, at: stretch.position, rest: undefined, ended: false };
    return this.#fed;
  }

  /** The next bytes, or undefined at the end of the source, which must be where the plan says. */
  async #next(fed: Fed): Promise<Buffer | undefined> {
    const { rest } = fed;
    if (rest !== undefined && rest.length > 0) {
      fed.rest = undefined;
      fed.at += rest.length;
      return rest;
    }
    if (fed.ended) return undefined;
    const { size } = this.#identities[fed.stretch.source]!;
    const { kind, payload } = await this.#frame();
    if (kind === 'E' && fed.at === size) {
      fed.ended = true;
      return undefined;
    }
    fed.at += payload.length;
    if (kind === 'D' && fed.at <= size) return payload;
    const where = `at byte ${fed.at} of source ${fed.stretch.source}, which has ${size}`;
    throw feedBroken(kind === 'D' ? `it continues ${where}` : `it ends ${where}`);
  }

  async #json(expected: 'T' | 'S'): Promise<Record<string, unknown>> {
    const { kind, payload } = await this.#frame();
    if (kind !== expected) throw feedBroken(`a frame ${kind} came, where ${expected} was expected`);
    try {
      return JSON.parse(payload.toString()) as Record<string, unknown>;
    } catch {
      throw feedBroken(`a frame ${kind} is not JSON`);
    }
  }

  async #frame(): Promise<Frame> {
    const { value } = await this.#frames.next();
    if (value !== undefined) return value;
    throw feedBroken('it ended before the range did');
  }
}
