// Summarises messages of a broker whose offsets have gaps; killed at any moment, it resumes where it was.
import {
  aggregate,
  chain,
  checkpoint,
  fileSink,
  format,
  fromActivities,
  sortMerge,
  validate,
} from 'spillway';

interface Message {
  readonly offset: number;
  readonly value: object;
}

/** In place of a broker's client. */
async function* messagesAfter(offset: number): AsyncGenerator<Message, void, void> {
  for (let at = 5; at < 50; at += 5) {
    const value = { user_id: `${at % 2}`, type: 'event', id: `${at}`, name: 'page' };
    if (at > offset) yield { offset: at, value };
  }
}

const resume = await checkpoint('broker.work', { source: null });
const options = {
  position: resume.position,
  cursor: (message: Message & object) => message.offset,
  cursorBefore: resume.cursor,
  batchValues: 2,
};
const source = async function* () {
  for await (const message of messagesAfter(Number(resume.cursor ?? -1)))
    yield { ...message, ...message.value };
};
const run = aggregate({ directory: 'broker.work', checkpointAfter: 1000 });
await chain(
  source(),
  fromActivities<Message>(options),
  validate(),
  run,
  resume,
  sortMerge(),
  format(),
  fileSink('broker.csv'),
);
await resume.finish();
