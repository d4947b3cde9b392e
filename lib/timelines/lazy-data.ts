import type { TimelineActivity } from './timeline-activity.js';

/** Lets a class put private fields on an object that is there already. */
class Given {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: the fields of subclasses are to be those of the object.
    return object;
  }
}

/** Where the text of an activity's `data` is. */
class DataText extends Given {
  readonly #texts: Buffer;
  readonly #start: number;
  readonly #end: number;

  constructor(activity: object, texts: Buffer, start: number, end: number) {
    super(activity);
    this.#texts = texts;
    this.#start = start;
    this.#end = end;
  }

  static read(activity: DataText): unknown {
    const data: unknown = JSON.parse(activity.#texts.toString('utf8', activity.#start, activity.#end));
    define(activity, data);
    return data;
  }
}

function define(activity: object, data: unknown): void {
  Object.defineProperty(activity, 'data', {
    ...{ value: data, writable: true, enumerable: true, configurable: true },
  });
}

const LAZY: PropertyDescriptor & ThisType<DataText> = {
  get() {
    return DataText.read(this);
  },
  set(data: unknown) {
    define(this, data);
  },
  enumerable: true,
  configurable: true,
};

/**
 * Lets the field `data` of an activity be read when it is asked for first: it has a part of `texts`, which must not change. Its names are
 * many, and reading them takes several times as long as all other fields.
 */
export function readDataLater(activity: TimelineActivity, texts: Buffer, start: number, end: number): void {
  new DataText(activity, texts, start, end);
  Object.defineProperty(activity, 'data', LAZY);
}
