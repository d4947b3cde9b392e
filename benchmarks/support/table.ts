import type { Result } from './alternate.js';

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return line(head) + line(head.map((_, index) => (index === 0 ? '---' : '---:'))) + rows.map(line).join('');
}

/** A table of what every contender took, with its time as a multiple of the first one's. */
export function resultTable(results: readonly Result[], sourceBytes: number): string {
  const first = results[0]!;
  return table(
    ['', 'wall s', 'rounds', 'user s', 'system s', 'MB/s', 'peak RSS MB', 'times the first', 'answer'],
    results.map((result) => {
      const died = result.outcome === 'died';
      return [
        result.name,
        result.seconds.toFixed(2),
        result.rounds.map((seconds) => seconds.toFixed(2)).join(' '),
        result.userSeconds.toFixed(2),
        result.systemSeconds.toFixed(2),
        died ? '' : (sourceBytes / 1e6 / result.seconds).toFixed(0),
        (result.peakBytes / 1e6).toFixed(0),
        died ? '' : (result.seconds / first.seconds).toFixed(2),
        died ? `died: ${result.detail.replaceAll('|', '\\|')}` : result.outcome,
      ];
    }),
  );
}
