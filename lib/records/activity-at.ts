import {
  RECORD_ID_LENGTH,
  RECORD_ID_OFFSET,
  RECORD_NAME_LENGTH,
  RECORD_NAME_OFFSET,
  RECORD_SHAPE,
  RECORD_USER_LENGTH,
  RECORD_USER_OFFSET,
  RECORD_WORDS,
  SHAPE_EVENT,
} from '../kernel/layout/columns.js';
import type { Activity, AttributesActivity, EventActivity } from './activity.js';
import type { ActivityColumns } from './activity-columns.js';
import { ActivityView } from './activity-view.js';
import { dataAt, textAt } from './data-at.js';

/** One valid record as an object, whose further fields are read when asked for. */
export function activityAt(columns: ActivityColumns, index: number): Activity {
  const shape = columns.records[index * RECORD_WORDS + RECORD_SHAPE]!;
  return (shape & SHAPE_EVENT) === 0 ? new AttributesOf(columns, index) : new EventOf(columns, index);
}

class EventOf implements EventActivity {
  readonly type = 'event';
  readonly user_id: string;
  readonly id: string;
  readonly name: string;
  readonly #columns: ActivityColumns;
  readonly #index: number;

  constructor(columns: ActivityColumns, index: number) {
    const { bytes, records } = columns;
    const record = index * RECORD_WORDS;
    this.user_id = textAt(bytes, records, record + RECORD_USER_OFFSET, record + RECORD_USER_LENGTH);
    this.id = textAt(bytes, records, record + RECORD_ID_OFFSET, record + RECORD_ID_LENGTH);
    this.name = textAt(bytes, records, record + RECORD_NAME_OFFSET, record + RECORD_NAME_LENGTH);
    this.#columns = columns;
    this.#index = index;
  }

  get timestamp(): number | undefined {
    return viewAt(this.#columns, this.#index).timestamp;
  }

  get data(): unknown {
    return viewAt(this.#columns, this.#index).data;
  }

  get record(): Readonly<Record<string, unknown>> {
    return viewAt(this.#columns, this.#index).record;
  }

  toJSON(): object {
    return { ...this, timestamp: this.timestamp, data: this.data };
  }
}

class AttributesOf implements AttributesActivity {
  readonly type = 'attributes';
  readonly user_id: string;
  readonly timestamp: number;
  readonly data: AttributesActivity['data'];
  readonly #columns: ActivityColumns;
  readonly #index: number;

  constructor(columns: ActivityColumns, index: number) {
    const { bytes, records, timestamps } = columns;
    const record = index * RECORD_WORDS;
    this.user_id = textAt(bytes, records, record + RECORD_USER_OFFSET, record + RECORD_USER_LENGTH);
    this.timestamp = timestamps[index]!;
    this.data = dataAt(columns, index);
    this.#columns = columns;
    this.#index = index;
  }

  get record(): Readonly<Record<string, unknown>> {
    return viewAt(this.#columns, this.#index).record;
  }
}

function viewAt(columns: ActivityColumns, index: number): ActivityView {
  const view = new ActivityView(columns);
  view.moveTo(index);
  return view;
}

// They are plain objects to whoever copies or compares them.
for (const each of [EventOf, AttributesOf])
  Object.defineProperty(each.prototype, 'constructor', { value: Object, enumerable: false });
