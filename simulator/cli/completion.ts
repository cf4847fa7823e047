import type { Command } from 'commander';
import path from 'node:path';

/** The shells that there is completion for. */
export const shells = ['bash', 'fish', 'zsh'] as const;

/** A script for the shell that completes the program's commands, their options, and names of the model. */
export function completionScript(program: Command, shell: (typeof shells)[number], project: string): string {
  const juju = `node '${path.join(project, 'build/simulator/juju.mjs').replaceAll("'", `'\\''`)}'`;
  const commands = commandsOf(program);
  switch (shell) {
    case 'bash':
      return bashScript(commands, juju);
    case 'zsh':
      return `autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n${bashScript(commands, juju)}`;
    case 'fish':
      return fishScript(commands, juju);
  }
}

interface Completed {
  readonly names: readonly string[];
  readonly summary: string;
  readonly flags: readonly string[];
  /** What its arguments are: `applications`, `units`, ...; empty when nothing is known. */
  readonly kind: string;
  readonly subcommands: readonly string[];
}

function commandsOf(program: Command): Completed[] {
  const globals = flagsOf(program);
  return program.commands
    .filter((command) => !command.name().startsWith('__'))
    .map((command) => ({
      names: [command.name(), ...command.aliases()],
      summary: command.description(),
      flags: [...new Set([...flagsOf(command), ...globals])].sort(),
      kind: kindOf(command),
      subcommands: command.commands.map((each) => each.name()),
    }))
    .sort((a, b) => ((a.names[0] ?? '') < (b.names[0] ?? '') ? -1 : 1));
}

function flagsOf(command: Command): string[] {
  return command.options.flatMap(({ long, hidden }) => (long === undefined || long === null || hidden ? [] : [long]));
}

function kindOf(command: Command): string {
  const names = command.registeredArguments.map((argument) => argument.name());
  return names.map((name) => kinds[name]).find((kind) => kind !== undefined) ?? '';
}

/** What an argument of this name is. */
const kinds: Readonly<Record<string, string>> = {
  application: 'applications',
  unit: 'units',
  machine: 'machines',
  end: 'applications',
  selector: 'names',
  what: 'names',
  words: 'units',
  'task-id': 'tasks',
  'action-id': 'tasks',
  'operation-id': 'operations',
};

function bashScript(commands: readonly Completed[], juju: string): string {
  const all = commands.flatMap(({ names }) => names).sort();
  const cases = commands.map(
    ({ names, flags, kind, subcommands }) =>
      `    ${names.join('|')}) flags='${flags.join(' ')}' kind='${kind}' words='${subcommands.join(' ')}' ;;\n`,
  );
  return `_juju_simulator() {
  local word="\${COMP_WORDS[COMP_CWORD]}" command='' flags='' kind='' words='' model=() index
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "\${COMP_WORDS[index]}" in
      --model|-m) model=(--model "\${COMP_WORDS[index + 1]}"); ((index++)) ;;
      --charm|--juju) ((index++)) ;;
      -*) ;;
      *) command="\${COMP_WORDS[index]}"; break ;;
    esac
  done
  case "$command" in
    '') words='${all.join(' ')}' flags='--charm --help --juju --model --no-wait' ;;
${cases.join('')}  esac
  COMPREPLY=()
  if [[ "$word" == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$word"))
  else
    [[ -n "$kind" ]] && words="$words $(${juju} "\${model[@]}" __complete "$kind" 2>/dev/null)"
    COMPREPLY=($(compgen -W "$words" -- "$word"))
    [[ "$command" == deploy || "$word" == .* || "$word" == /* ]] && COMPREPLY+=($(compgen -f -- "$word"))
  fi
  return 0
}
complete -o filenames -F _juju_simulator juju
`;
}

function fishScript(commands: readonly Completed[], juju: string): string {
  const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = commands.flatMap(({ names, summary, flags, kind, subcommands }) => {
    const seen = `-n "__fish_seen_subcommand_from ${names.join(' ')}"`;
    return [
      ...names.map((name) => `complete -c juju -f -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`),
      ...flags.map((flag) => `complete -c juju ${seen} -l ${flag.replace(/^--/u, '')}`),
      ...(kind === '' ? [] : [`complete -c juju -f ${seen} -a "(${juju} __complete ${kind} 2>/dev/null)"`]),
      ...(subcommands.length === 0 ? [] : [`complete -c juju -f ${seen} -a ${quoted(subcommands.join(' '))}`]),
    ];
  });
  return `${lines.join('\n')}\n`;
}
