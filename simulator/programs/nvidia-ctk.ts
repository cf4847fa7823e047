import type { Answer, ProgramCall } from '../contract.ts';
import { refused, said } from './answers.ts';
import { stateOf } from './state.ts';

/** `nvidia-ctk --version`: what the toolkit is. Nothing else of it is played. */
export function nvidiaCtk({ machine, argv }: ProgramCall): Answer {
  const version = stateOf(machine).packages['nvidia-container-toolkit-base']?.version;
  if (version === undefined) return refused(127, 'nvidia-ctk: command not found');
  if (argv.length === 1 && ['--version', '-v'].includes(argv[0] ?? ''))
    return said(`NVIDIA Container Toolkit CLI version ${version.replace(/-.*$/u, '')}\ncommit: unknown\n`);
  return refused(1, `nvidia-ctk: not played here: ${argv.join(' ')}`);
}
