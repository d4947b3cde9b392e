// What most people would write first, with JSON.parse and Maps: node naive.mjs <source> <output>
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const [source, output] = process.argv.slice(2);
const users = new Map();

for await (const line of createInterface({ input: createReadStream(source), crlfDelay: Infinity })) {
  const activity = JSON.parse(line);
  if (!activity.user_id) continue;
  let user = users.get(activity.user_id);
  if (user === undefined) {
    user = { attributes: new Map(), events: new Map() };
    users.set(activity.user_id, user);
  }
  if (activity.type === 'event') {
    const ids = user.events.get(activity.name);
    if (ids === undefined) user.events.set(activity.name, new Set([activity.id]));
    else ids.add(activity.id);
  } else {
    const { timestamp, data } = activity;
    for (const name in data) {
      const known = user.attributes.get(name);
      if (known === undefined || timestamp >= known.timestamp) {
        user.attributes.set(name, { timestamp, value: data[name] });
      }
    }
  }
}

function* lines() {
  for (const id of [...users.keys()].sort()) {
    const { attributes, events } = users.get(id);
    const known = [...attributes.keys()].sort().map((name) => `${name}=${attributes.get(name).value}`);
    const counts = [...events.keys()].sort().map((name) => `${name}=${events.get(name).size}`);
    yield `${id},${known.join(',')},${counts.join(',')}\n`;
  }
}
await pipeline(Readable.from(lines()), createWriteStream(output));
