import type { CommandShape, OptionShape } from './command-shapes.js';

/** A completion script for fish. */
export function fishCompletion(program: string, commands: readonly CommandShape[]): string {
  const lines = commands.flatMap(({ name, description, options, choices }) => {
    const within = `complete -c ${program} -n ${quote(`__fish_seen_subcommand_from ${name}`)}`;
    return [
      `complete -c ${program} -n __fish_use_subcommand -a ${name} -d ${quote(description)}`,
      `${within} ${choices === undefined ? '-F' : `-a ${quote(choices.join(' '))}`}`,
      ...options.map(
        (option) => `${within} ${names(option)}${value(option)} -d ${quote(option.description)}`,
      ),
    ];
  });
  return `# fish completion of ${program}:  ${program} completion fish > ~/.config/fish/completions/${program}.fish
complete -c ${program} -f
${lines.join('\n')}
`;
}

function names({ short, long }: OptionShape): string {
  return `-l ${long.slice(2)}${short === undefined ? '' : ` -s ${short.slice(1)}`}`;
}

function value({ value }: OptionShape): string {
  if (value === 'none') return '';
  if (value === 'file') return ' -r -F';
  return value === 'other' ? ' -x' : ` -x -a ${quote(value.join(' '))}`;
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
