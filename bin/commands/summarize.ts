import { Command, Option } from 'commander';
import { OUTPUT_FORMATS } from '../../lib/format/output-format.js';
import { PRESET_NAMES } from '../../lib/mapping/presets.js';
import { USER_ORDERS } from '../../lib/records/user-order.js';
import { INPUT_FORMATS } from '../../lib/sources/input-format.js';
import { numberOf } from '../number-of.js';
import { WIDE } from '../output-form.js';
import type { SummarizeFlags } from '../run-job.js';

const EXAMPLES = `
Examples:
  spillway summarize messages.data -o summary.csv
  spillway summarize messages.data -o summary.csv --memory 64MiB --rejects rejects.ndjson
  spillway summarize messages.data -o summary.ndjson           (or .parquet: the name says how it is written)
  spillway summarize messages.data -o table.csv --columns city,event:page
  spillway summarize export.ndjson -o summary.csv --map segment+anonymous
  spillway summarize export.json -o facts.csv --input json --format csv
  spillway summarize logs/ archive/*.gz -o summary.csv.gz      (one log, in this order)
  gzip -dc messages.gz | spillway summarize - -o -             (a pipe cannot be resumed)
  spillway summarize logs/ -o summary.csv --keep --changes changes.csv    (nightly: reads what is new)
  spillway summarize messages.data -o summary.csv --fresh      (discards saved work)
  spillway summarize messages.data -o - --head 1000            (a look before the full job)
  spillway summarize messages.data -o summary.csv --dry-run    (only says what it would do)

Killed at any moment and started again with the same arguments, it resumes from its last checkpoint.

Exit codes: 0 done; 1 failed, or different from the reference; 2 wrong usage; 3 done, but lines were rejected;
129, 130 or 143 stopped by SIGHUP, SIGINT or SIGTERM, with the checkpoint saved.`;

export function summarizeCommand(setExitCode: (code: number) => void): Command {
  return new Command('summarize')
    .description('Summarise an activity log: one line per user, users in ascending order.')
    .argument(
      '<source...>',
      'the log: files, globs, directories, or - for standard input; plain, gzip, zstd or zip',
    )
    .option(
      '-o, --output <file>',
      'where the summary goes, compressed if it ends in .gz or .zst; - for standard output',
    )
    .addOption(
      new Option(
        '--input <layout>',
        'one JSON object a line, or JSON values in any layout (default: what the first bytes show)',
      ).choices([...INPUT_FORMATS]),
    )
    .option(
      '--work-dir <dir>',
      'where runs and the checkpoint are kept until the job is done (default: <output>.spillway; none for a pipe)',
    )
    .addOption(
      new Option('--keep', 'keep the work: the same command later reads only what is new').conflicts(
        'inMemory',
      ),
    )
    .option(
      '--changes <file>',
      'with --keep: where the summaries go that changed since the last finished job',
    )
    .option('--append-anyway', 'with --keep: read unclear sources as new, and continue without lost ones')
    .option('--memory <size>', 'memory for rows and merging (default: 256MiB)')
    .option(
      '--checkpoint-every <size>',
      'save work at the latest after this many source bytes (default: 512MiB)',
    )
    .option(
      '--map <preset|file>',
      `fields of another product's records: ${PRESET_NAMES.join(', ')}, or a JSON file (default: the plain input)`,
    )
    .addOption(
      new Option(
        '--head <n>',
        'a look before the full job: read only this number of lines, from the beginning',
      )
        .argParser(numberOf)
        .conflicts(['inMemory', 'keep']),
    )
    .addOption(
      new Option('--users <ids>', 'summarise only these users: a,b,c').conflicts(['inMemory', 'keep']),
    )
    .option('--max-line <size>', 'longer lines are rejected (default: 1MiB)')
    .option('--rejects <file>', 'where rejected lines go, one JSON object a line')
    .option(
      '--max-rejects <n>',
      'fail when more lines than this, or than this share (1%), are rejected (default: no limit)',
      numberOf,
    )
    .addOption(
      new Option(
        '--format <format>',
        "how summaries are written (default: as the output's name ends, .ndjson, .jsonl, .parquet; else line)",
      ).choices([...OUTPUT_FORMATS, WIDE]),
    )
    .option('--columns <names>', 'one row a user, with a column for each of these names: a,b,event:c')
    .option('--top <n>', 'the same for this number of the most frequent names', numberOf)
    .addOption(
      new Option('--delimiters <policy>', 'what , = and line ends in a text do (default: escape)').choices([
        'reject',
        'escape',
      ]),
    )
    .option('--omit-empty-sections', 'leave out an empty section with its comma')
    .addOption(
      new Option(
        '--reduce <module.js>',
        'write what its reduce(user_id, activities) returns for each user, instead of a summary',
      ).conflicts(['inMemory', 'verify', 'report']),
    )
    .addOption(new Option('--order <order>', 'order of users (default: bytes)').choices([...USER_ORDERS]))
    .option('--workers <n>', 'threads (default: as many as the machine can run at once)', numberOf)
    .option('--allow-empty', 'publish an empty summary if no line is a valid activity, instead of failing')
    .option('--fresh', 'discard saved work and begin again')
    .addOption(
      new Option(
        '--dry-run',
        'say what would be read, from where the job would resume, and what disk it needs; do nothing',
      ).conflicts('inMemory'),
    )
    .option('--verify <reference>', 'compare the summary with a reference file afterwards')
    .option('--in-memory', 'use the in-memory engine, for comparison: no limit on memory, no checkpoints')
    .addOption(
      new Option(
        '--report <file.html>',
        'write a page about the job: what it did when, and what it found',
      ).conflicts('inMemory'),
    )
    .option('--stats <file>', 'write the figures of the job as JSON')
    .option('--progress', 'show progress in any case: a line every 30 s where a bar would be in the way')
    .option('--no-progress', 'show no progress')
    .option('--quiet', 'show no progress and no closing message')
    .addHelpText('after', EXAMPLES)
    .action(async (sources: string[], flags: SummarizeFlags, command: Command) => {
      if (flags.output === undefined && flags.changes === undefined)
        command.error("error: required option '-o, --output <file>' not specified");
      const { runJob } = await import('../run-job.js');
      setExitCode(await runJob(sources, flags));
    });
}
