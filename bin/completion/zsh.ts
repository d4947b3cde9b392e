import type { CommandShape, OptionShape } from './command-shapes.js';

/** A script for zsh. */
export function zshCompletion(program: string, commands: readonly CommandShape[]): string {
  return `#compdef ${program}
# zsh completion of ${program}: put this into ~/.zshrc, after compinit:  source <(${program} completion zsh)
_${program}() {
  local curcontext="$curcontext" state line
  _arguments -C '1: :->command' '*:: :->rest'
  case $state in
    command)
      local -a commands=(
${commands.map(({ name, description }) => `        ${quote(`${name}:${description}`)}`).join('\n')}
      )
      _describe command commands ;;
    rest)
      case $words[1] in
${commands.map(commandCase).join('\n')}
      esac ;;
  esac
}
if [ "$funcstack[1]" = _${program} ]; then _${program} "$@"; else compdef _${program} ${program}; fi
`;
}

function commandCase({ name, options, choices }: CommandShape): string {
  return `        ${name}) _arguments ${[...options.map(argument), rest(name, choices)].join(' ')} ;;`;
}

function rest(name: string, choices: CommandShape['choices']): string {
  if (choices === undefined) return "'*:file:_files'";
  if (choices === 'work-directory') return `'1:work directory:_files -g "*.spillway(-/)"'`;
  return `'1:${name}:(${choices.join(' ')})'`;
}

function argument({ short, long, description, value }: OptionShape): string {
  const names = short === undefined ? long : `{${short},${long}}`;
  const exclusive = short === undefined ? '' : quote(`(${short} ${long})`);
  return `${exclusive}${names}${quote(`[${description.replace(/[[\]\\]/g, '\\$&')}]${action(value)}`)}`;
}

function action(value: OptionShape['value']): string {
  if (value === 'none') return '';
  if (value === 'file') return ':file:_files';
  if (value === 'directory') return ':directory:_files -/';
  if (value === 'other') return ':value: ';
  if ('words' in value) {
    return `:value:{_alternative "words:word:(${value.words.join(' ')})" "files:file:_files"}`;
  }
  return `:value:(${value.join(' ')})`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
