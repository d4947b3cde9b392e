import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { spillwayInShell } from '../support/command.js';
import { SMALL_SUMMARY, withSmallLog } from '../support/small-log.js';

// Of a file that is larger than allowed a write fails as on a full disk: at once, not later as that of a pipe.
const TOO_LARGE = "trap '' XFSZ; ulimit -f 0;";

test.serial('messages that cannot be written do not fail a job', (t) =>
  withSmallLog(async (folder) => {
    for (const redirection of ['2> /dev/full', '2>&-', '2< /dev/null', '2>&1 | true']) {
      for (const engine of ['', '--in-memory']) {
        const job = `{ spillway summarize log -o out ${engine}; echo $? > code; } ${redirection}`;
        await spillwayInShell(folder, job);
        const code = Number(readFileSync(`${folder}/code`, 'utf8'));
        t.is(code, 3, job);
        t.is(readFileSync(`${folder}/out`, 'utf8'), SMALL_SUMMARY);
        t.deepEqual(readdirSync(folder).sort(), ['code', 'log', 'out']);
      }
    }
  }),
);

test.serial('messages that cannot be written do not change the exit code of a failed job', (t) =>
  withSmallLog(async (folder) => {
    const script = `${TOO_LARGE} spillway summarize log -o out --memory 1 2> words`;
    t.is((await spillwayInShell(folder, script)).code, 2);
    t.is((await spillwayInShell(folder, `${TOO_LARGE} spillway nonsense 2> words`)).code, 2);
    t.is(readFileSync(`${folder}/words`, 'utf8'), '');
  }),
);
