import { execFileSync } from 'node:child_process';
import test from 'ava';
import { refuseMangledNames } from '../../bin/refuse-mangled-names.js';
import { spillwayInShell } from '../support/command.js';
import { withFolder } from '../support/folder.js';

const EVENT = '{"user_id":"1","type":"event","id":"e","name":"page"}';
const linux = process.platform === 'linux' ? test.serial : test.skip;

test('an argument in UTF-8 passes, even with U+FFFD in it, and any other is refused', (t) => {
  t.notThrows(() => refuseMangledNames(['summarize', 'caf\ufffd'], () => [Buffer.from('caf\ufffd')]));
  t.notThrows(() => refuseMangledNames(['summarize', 'caf\ufffd'], () => undefined));
  const error = t.throws(() => refuseMangledNames(['caf\ufffd'], () => [Buffer.from('caf\xe9', 'latin1')]));
  t.regex(error!.message, /^the argument \$'caf\\xe9' is not UTF-8/);
});

linux('a name that is not UTF-8 is refused before anything is done, as source, output and place', (t) =>
  withFolder(async (folder) => {
    const script = `e=$(printf 'caf\\351'); echo '${EVENT}' > "$e"; echo '${EVENT}' > plain; mkdir "dir$e"; echo '${EVENT}' > "dir$e/log"; ln -s "dir$e" link; `;
    for (const [command, message] of [
      ['spillway summarize "$e" -o out', /^spillway: the argument \$'caf\\xe9' is not UTF-8/],
      ['spillway summarize plain -o "$e.csv"', /the argument \$'caf\\xe9\.csv'/],
      ['spillway summarize plain --rejects "$e" -o out', /the argument \$'caf\\xe9'/],
      ['cd "dir$e" && spillway summarize log -o out', /the name of the current directory, \$'.*dircaf\\xe9'/],
      ['spillway summarize plain -o link/out', /link leads to a path that is not UTF-8, \$'.*dircaf\\xe9'/],
      ["spillway summarize 'caf*' -o out", /the name of \$'caf\\xe9' in \. is not UTF-8/],
    ] as const) {
      execFileSync('sh', ['-c', 'rm -rf ./*'], { cwd: folder });
      const { code, stderr, stdout } = await spillwayInShell(
        folder,
        `${script}${command}; c=$?; ls -R "${folder}" | LC_ALL=C sort | grep -c .; exit $c`,
      );
      t.true(code === 1 || code === 2, command);
      t.regex(stderr, message);
      t.is(stderr.trim().split('\n').length, 1, stderr);
      t.is(Number(stdout), 7, `${command}: ${stdout}`);
    }
    const opened = await spillwayInShell(
      folder,
      `${script}spillway summarize - -o - < "$e" > "$e.csv"; cat "$e.csv"`,
    );
    t.is(opened.stdout, '1,,page=1\n');
    t.is((await spillwayInShell(folder, 'spillway summarize link/log -o -')).stdout, '1,,page=1\n');
  }),
);

linux('standard input that is a directory is refused, and the old output stays', (t) =>
  withFolder(async (folder) => {
    for (const engine of ['', '--in-memory']) {
      const { code, stderr, stdout } = await spillwayInShell(
        folder,
        `echo old > out; spillway summarize - -o out ${engine} < .; c=$?; cat out; exit $c`,
      );
      t.is(code, 1, stderr);
      t.is(stderr, 'spillway: cannot read standard input: it is a directory (EISDIR)\n');
      t.is(stdout, 'old\n');
    }
  }),
);
