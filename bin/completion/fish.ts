import type { CommandShape, OptionShape } from './command-shapes.js';

/** A completion script for fish. */
export function fishCompletion(program: string, commands: readonly CommandShape[]): string {
  const lines = commands.flatMap(({ name, description, options, choices }) => {
    const within = `complete -c ${program} -n ${quote(`__fish_seen_subcommand_from ${name}`)}`;
    return [
      `complete -c ${program} -n __fish_use_subcommand -a ${name} -d ${quote(description)}`,
      `${within} ${argument(choices)}`,
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

function argument(choices: CommandShape['choices']): string {
  if (choices === undefined) return '-F';
  if (choices === 'work-directory') return "-F -a '(__fish_complete_suffix .spillway)'";
  return `-a ${quote(choices.join(' '))}`;
}

function names({ short, long }: OptionShape): string {
  return `-l ${long.slice(2)}${short === undefined ? '' : ` -s ${short.slice(1)}`}`;
}

function value({ value }: OptionShape): string {
  if (value === 'none') return '';
  if (value === 'file') return ' -r -F';
  if (value === 'directory') return " -x -a '(__fish_complete_directories)'";
  if (value === 'other') return ' -x';
  if ('words' in value) return ` -r -F -a ${quote(value.words.join(' '))}`;
  return ` -x -a ${quote(value.join(' '))}`;
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
