import type { Answer, ProgramCall } from '../contract.ts';
import { refused, said } from './answers.ts';
import { engineVersion } from './docker-version.ts';
import { dockerdConfig } from './dockerd-config.ts';
import { recordOf } from './systemd.ts';

/** `dockerd --version`, and `dockerd --validate` with the flags and the file that it is to look at. */
export function dockerd({ machine, argv }: ProgramCall): Answer {
  const version = engineVersion(machine);
  if (version === null) return refused(127, 'dockerd: command not found');
  const config = dockerdConfig(machine, version, argv);
  // Flags are parsed before any of them does something.
  if ('problem' in config && (config.exitCode === 125 || argv.includes('--validate')))
    return refused(config.exitCode, config.problem);
  if (argv.includes('--version') || argv.includes('-v')) return said(`Docker version ${version}, build 2d0083d\n`);
  if (argv.includes('--help') || argv.includes('-h')) return said('Usage:  dockerd [OPTIONS]\n');
  if ('problem' in config) return refused(config.exitCode, config.problem);
  if (config.flags.includes('validate')) return said('', 'configuration OK\n');
  if (recordOf(machine, 'docker.service').active === 'active')
    return refused(
      1,
      'failed to start daemon, ensure docker is not running or delete /var/run/docker.pid: process with PID 812 is still running',
    );
  return refused(1, 'dockerd: a simulated machine runs it as a service only: systemctl start docker');
}
