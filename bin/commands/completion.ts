import { Argument, Command } from 'commander';
import { print } from '../print.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

const EXAMPLES = `
Examples:
  source <(spillway completion bash)        in ~/.bashrc
  source <(spillway completion zsh)         in ~/.zshrc, behind compinit
  spillway completion fish > ~/.config/fish/completions/spillway.fish`;

export function completionCommand(): Command {
  const command = new Command('completion')
    .description('Write what a shell needs to complete commands, options and their values.')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText('after', EXAMPLES)
    .action(async (shell: (typeof SHELLS)[number]) => {
      const [{ commandShapes }, { bashCompletion }, { zshCompletion }, { fishCompletion }] =
        await Promise.all([
          import('../completion/command-shapes.js'),
          import('../completion/bash.js'),
          import('../completion/zsh.js'),
          import('../completion/fish.js'),
        ]);
      const write = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion }[shell];
      const program = command.parent!;
      await print(write(program.name(), commandShapes(program)));
    });
  return command;
}
