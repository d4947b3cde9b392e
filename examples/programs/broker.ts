// Summarises messages of a broker whose offsets have gaps; killed at any moment, it resumes where it was.
import { aggregate, chain, checkpoint, fromActivities, sortMerge, summaries, validate } from 'spillway';

/** In place of a broker's client. */
async function* messagesAfter(offset: number) {
  for (let at = 5; at < 50; at += 5)
    if (at > offset) yield { offset: at, user_id: `${at % 2}`, type: 'event', id: `${at}`, name: 'page' };
}

const directory = 'broker.work';
const resume = await checkpoint(directory, { source: null });
await chain(
  messagesAfter(Number(resume.cursor ?? -1)),
  fromActivities<{ offset: number }>({
    position: resume.position,
    cursor: ({ offset }) => offset,
    cursorBefore: resume.cursor,
    batchValues: 2,
  }),
  validate(),
  aggregate({ directory, checkpointAfter: 1000 }),
  resume,
  sortMerge(),
  summaries,
  async (users) => {
    for await (const { user_id, events } of users) console.log(user_id, events.get('page'));
  },
);
await resume.finish();
