// node summarize-program.js <options as JSON>: a whole job of the library in a process of its own, for options that
// the command does not have.
import { type SummarizeOptions, summarize } from '../../lib/index.js';

try {
  await summarize(JSON.parse(process.argv[2]!) as SummarizeOptions);
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
}
