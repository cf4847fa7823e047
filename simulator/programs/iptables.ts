import type { Answer, Machine, ProgramCall } from '../contract.ts';
import { refused, said } from './answers.ts';
import { stateOf } from './state.ts';

/** `iptables`: policies of the three chains, and a list of rules that are kept as they were given. */
export function iptables({ machine, argv }: ProgramCall): Answer {
  return runIptables(machine, argv);
}

/** What a start-up command of a unit does when it calls iptables. */
export function runIptables(machine: Machine, argv: readonly string[]): Answer {
  const { policies, rules } = stateOf(machine).iptables;
  const rest = [...argv];
  if (rest[0] === '-w' || rest[0] === '--wait') rest.splice(0, /^\d+$/u.test(rest[1] ?? '') ? 2 : 1);
  const [command, chain, target, ...more] = rest;
  switch (command) {
    case '-P':
    case '--policy':
      if (chain === undefined || !(chain in policies)) return refused(1, 'iptables: Bad built-in chain name.');
      if (more.length > 0 || (target !== 'ACCEPT' && target !== 'DROP'))
        return refused(1, "iptables: Bad policy name. Run `dmesg' for more information.");
      policies[chain] = target;
      return said();
    case '-S':
    case '--list-rules': {
      const shown = Object.entries(policies).filter(([name]) => chain === undefined || name === chain);
      if (shown.length === 0) return refused(1, 'iptables: No chain/target/match by that name.');
      const lines = [...shown.map(([name, policy]) => `-P ${name} ${policy}`), ...(chain === undefined ? rules : [])];
      return said(lines.map((line) => `${line}\n`).join(''));
    }
    case '-A':
    case '-I':
      if (chain === undefined || target === undefined)
        return refused(2, `iptables v1.6.0: option "${command}" requires an argument`);
      rules.push(['-A', ...rest.slice(1)].join(' '));
      return said();
    case '--version':
    case '-V':
      return said('iptables v1.6.0\n');
    default:
      return refused(
        2,
        `iptables v1.6.0: ${command === undefined ? 'no command specified' : `unknown option "${command}"`}\nTry \`iptables -h' or 'iptables --help' for more information.`,
      );
  }
}
