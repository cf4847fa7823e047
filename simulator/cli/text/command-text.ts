import type { Command, Help, Option } from 'commander';
import { UsageWrong } from '../usage-wrong.ts';

/** What a command's help says. */
export interface CommandText {
  /** One sentence with a full stop. */
  readonly summary: string;
  readonly details?: string;
  /** Lines to type, without `juju`. */
  readonly examples: readonly string[];
  /** What Juju says when an argument is missing. */
  readonly missing?: string;
}

/** A command with its help text, which refuses wrong usage in Juju's words. */
export function declare(parent: Command, usage: string, text: CommandText): Command {
  const command = parent.command(usage).description(text.summary);
  texts.set(command, text);
  return command.exitOverride((error) => {
    if (error.code === 'commander.missingArgument' && text.missing !== undefined) throw new UsageWrong(text.missing);
    if (error.code === 'commander.excessArguments')
      throw new UsageWrong(unrecognized(command.args.slice(command.registeredArguments.length)));
    if (error.code === 'commander.unknownCommand') throw notACommand(`${command.name()} ${command.args[0] ?? ''}`);
    throw error;
  });
}

/** What Juju says of a command that it does not have. */
export function notACommand(name: string): UsageWrong {
  return new UsageWrong(`juju: "${name}" is not a juju command. See "juju --help".`);
}

/** What Juju says of arguments that a command does not take. */
export function unrecognized(args: readonly string[]): string {
  return `unrecognized args: [${args.map((arg) => JSON.stringify(arg)).join(' ')}]`;
}

/** What `juju help COMMAND` prints, laid out as Juju does. */
export function helpText(command: Command, helper: Help): string {
  const text = texts.get(command);
  const usage = `Usage: ${helper.commandUsage(command)}\n`;
  if (text === undefined)
    return `${usage}\n${command.description()}\n\n${commandList(command, helper)}${options(helper.visibleOptions(command), 'Options')}`;
  const aliases = command.aliases();
  return [
    usage,
    `\nSummary:\n${text.summary}\n`,
    commandList(command, helper, '\n'),
    options(helper.visibleOptions(command), '\nOptions'),
    options(helper.visibleGlobalOptions(command), '\nGlobal Options'),
    text.details === undefined ? '' : `\nDetails:\n${text.details}\n`,
    `\nExamples:\n${text.examples.map((line) => `    juju ${line}\n`).join('')}`,
    aliases.length === 0 ? '' : `\nAliases: ${aliases.join(', ')}\n`,
  ].join('');
}

const texts = new WeakMap<Command, CommandText>();

function commandList(command: Command, helper: Help, before = ''): string {
  const shown = helper.visibleCommands(command).filter((each) => texts.has(each));
  if (shown.length === 0) return '';
  const width = Math.max(...shown.map((each) => each.name().length));
  const lines = shown
    .sort((a, b) => (a.name() < b.name() ? -1 : 1))
    .map((each) => `    ${each.name().padEnd(width)}  ${helper.subcommandDescription(each)}\n`);
  return `${before}Commands:\n${lines.join('')}${before === '' ? '\n' : ''}`;
}

function options(shown: readonly Option[], heading: string): string {
  const lines = shown.map((option) => {
    const standard: unknown = option.defaultValue;
    const isShown = typeof standard === 'string' || typeof standard === 'number';
    return `${option.flags}${isShown ? `  (= ${String(standard)})` : ''}\n    ${option.description}\n`;
  });
  return `${heading}:\n${lines.join('')}`;
}
