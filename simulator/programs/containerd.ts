import type { Answer, ProgramCall } from '../contract.ts';
import { refused, said } from './answers.ts';
import { containerdConfig } from './containerd-config.ts';
import { configFileIn } from './containerd-daemon.ts';
import { containerdVersion, isAtLeast } from './docker-version.ts';
import { recordOf } from './systemd.ts';

/** `containerd --version`, `containerd config default` and `containerd config dump`. */
export function containerd({ machine, argv }: ProgramCall): Answer {
  const version = containerdVersion(machine);
  if (version === null) return refused(127, 'containerd: command not found');
  const words = argv.filter(
    (arg, index) => !arg.startsWith('-') && !['--config', '-c'].includes(argv[index - 1] ?? ''),
  );
  if (argv.includes('--version') || argv.includes('-v'))
    return said(`containerd github.com/containerd/containerd ${version} \n`);
  if (words[0] !== 'config' || (words[1] !== 'dump' && words[1] !== 'default'))
    return refused(1, `containerd: a simulated machine runs it as a service only: systemctl start containerd`);
  const file = words[1] === 'default' ? '/nonexistent' : configFileIn(argv);
  const config = containerdConfig(machine, version, file);
  if ('problem' in config) return refused(1, config.problem);
  const plugin = isAtLeast(version, 2) ? 'io.containerd.cri.v1.runtime' : 'io.containerd.grpc.v1.cri';
  const runtimes = config.runtimes.flatMap((name) => [
    `      [plugins."${plugin}".containerd.runtimes.${name}]`,
    `        runtime_type = "io.containerd.runc.v2"`,
    '',
    `        [plugins."${plugin}".containerd.runtimes.${name}.options]`,
    `          SystemdCgroup = ${config.isSystemdCgroup}`,
    '',
  ]);
  const lines = [
    `disabled_plugins = [${config.isCriServed ? '' : `"io.containerd.grpc.v1.cri"`}]`,
    `version = ${isAtLeast(version, 2) ? 3 : 2}`,
    '',
    '[plugins]',
    '',
    `  [plugins."${plugin}"]`,
    '',
    `    [plugins."${plugin}".containerd]`,
    `      default_runtime_name = "${config.defaultRuntime}"`,
    '',
    ...runtimes,
  ];
  return said(`${lines.join('\n')}\n`);
}

/** `ctr version`, which asks containerd by its socket. */
export function ctr({ machine, argv }: ProgramCall): Answer {
  const version = containerdVersion(machine);
  if (version === null) return refused(127, 'ctr: command not found');
  const [verb = ''] = argv.filter((arg) => !arg.startsWith('-'));
  if (verb === '' && (argv.includes('--version') || argv.includes('-v')))
    return said(`ctr github.com/containerd/containerd ${version}\n`);
  if (verb !== 'version') return refused(1, `No help topic for '${verb}'`);
  if (recordOf(machine, 'containerd.service').active !== 'active') {
    return refused(
      1,
      'ctr: failed to dial "/run/containerd/containerd.sock": connection error: desc = "transport: error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused"',
      `Client:\n  Version:  ${version}\n\n`,
    );
  }
  return said(`Client:\n  Version:  ${version}\n\nServer:\n  Version:  ${version}\n`);
}
