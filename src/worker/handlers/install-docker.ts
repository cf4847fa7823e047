import { all, done } from '../../engine/engine.ts';
import { parseDockerRuntime } from '../../workload/docker.ts';
import { attempt } from '../attempt.ts';
import { invalidOption } from '../invalid-option.ts';
import { handler } from '../words.ts';

/**
 * Docker from Ubuntu's archive is installed, and the user `ubuntu`, where there is one, may talk to it.
 *
 * Another Docker that somebody installed is never replaced: it may carry containers.
 */
export const installDocker = handler({
  name: 'install-docker',
  when: all('packages.installed'),
  reads: ['config.docker_runtime', 'host.docker'],
  sets: ['docker.installed'],
  async run({ inputs, ports }) {
    const runtime = parseDockerRuntime(inputs['config.docker_runtime']);
    if (!runtime.ok) return invalidOption(runtime.error);
    const { apt, run, userExists } = ports.machine;
    let rival: string | undefined;
    const failed = await attempt('Installing docker.io', async () => {
      const missing = await apt.missing(['docker.io', ...rivals]);
      rival = rivals.find((name) => !missing.includes(name));
      if (rival !== undefined) return;
      if (!inputs['host.docker'] || missing.includes('docker.io')) {
        await ports.working('Installing docker.io from universe.');
        await apt.install(['docker.io']);
      }
      if (await userExists('ubuntu')) await run(['usermod', '-aG', 'docker', 'ubuntu']);
    });
    if (rival !== undefined) {
      const problem = `${rival} is installed on this machine, and apt would remove it for docker.io`;
      return invalidOption({ option: 'docker_runtime', problem, accepted: `a machine without ${rival}` });
    }
    return failed ?? done({ sets: ['docker.installed'] });
  },
});

/** Packages that conflict with docker.io, so that apt would remove them without asking. */
const rivals: readonly string[] = ['docker-ce', 'docker-engine'];
