// Answers each upload of a log with its summary: node upload.js 8080
import { once } from 'node:events';
import { createServer } from 'node:http';
import { aggregate, chain, format, parse, SpillwayError, sortMerge, validate } from 'spillway';

const memory = '1MiB';
const server = createServer(async (request, response) => {
  try {
    const stages = [aggregate({ memory }), sortMerge({ memory }), format()] as const;
    await chain(request, parse({ batchSize: '16KiB' }), validate(), ...stages, response);
  } catch (error) {
    if (!(error instanceof SpillwayError || request.destroyed)) throw error;
    response.destroy();
  }
});
server.listen(Number(process.argv[2] ?? 0));
await once(server, 'listening');
console.log((server.address() as { port: number }).port);
