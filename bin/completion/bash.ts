import type { CommandShape, OptionShape } from './command-shapes.js';

/** A completion script for bash. Bash itself completes file names where the script proposes nothing. */
export function bashCompletion(program: string, commands: readonly CommandShape[]): string {
  return `# bash completion of ${program}: put this into ~/.bashrc:  source <(${program} completion bash)
_${program}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} words=
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${commands.map(({ name }) => name).join(' ')}' -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]} $previous" in
${commands.flatMap(({ name, options }) => options.flatMap((option) => valueCase(name, option))).join('\n')}
  esac
  case "\${COMP_WORDS[1]}" in
${commands.map(wordsCase).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o bashdefault -o default -F _${program} ${program}
`;
}

function valueCase(command: string, { short, long, value }: OptionShape): string[] {
  if (value === 'none') return [];
  const pattern = [short, long].filter((name) => name !== undefined).map((name) => `'${command} ${name}'`);
  return [`    ${pattern.join(' | ')}) ${valueReply(value)}return ;;`];
}

function valueReply(value: OptionShape['value']): string {
  if (value === 'file') return '';
  if (value === 'directory') return 'COMPREPLY=($(compgen -d -- "$current")); ';
  if (value === 'other') return 'compopt +o default +o bashdefault 2>/dev/null; ';
  if (typeof value === 'object' && 'words' in value) {
    return `COMPREPLY=($(compgen -W '${value.words.join(' ')}' -f -- "$current")); `;
  }
  return `COMPREPLY=($(compgen -W '${(value as readonly string[]).join(' ')}' -- "$current")); `;
}

function wordsCase({ name, options, choices }: CommandShape): string {
  const names = options.map(({ long }) => long).join(' ');
  if (choices === 'work-directory') {
    // Where there is none, bash completes file names.
    return `    ${name}) words="$(compgen -G "$current*.spillway" | tr '\\n' ' ')"; [[ $current == -* ]] && words='${names}' ;;`;
  }
  if (choices !== undefined) return `    ${name}) words='${choices.join(' ')} ${names}' ;;`;
  return `    ${name}) [[ $current == -* ]] && words='${names}' ;;`;
}
