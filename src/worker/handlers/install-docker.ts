import { all, done } from '../../engine/engine.ts';
import { parseDockerRuntime } from '../../workload/docker.ts';
import { attempt } from '../attempt.ts';
import { invalidOption } from '../invalid-option.ts';
import { handler } from '../words.ts';

/** Docker from Ubuntu's archive is installed, and the user `ubuntu`, where there is one, may talk to it. */
export const installDocker = handler({
  name: 'install-docker',
  when: all('packages.installed'),
  reads: ['config.docker_runtime', 'host.docker'],
  sets: ['docker.installed'],
  async run({ inputs, ports }) {
    const runtime = parseDockerRuntime(inputs['config.docker_runtime']);
    if (!runtime.ok) return invalidOption(runtime.error);
    const { apt, run, userExists } = ports.machine;
    const failed = await attempt('Installing docker.io', async () => {
      if (!inputs['host.docker'] || (await apt.missing(['docker.io'])).length > 0) {
        await ports.working('Installing docker.io from universe.');
        await apt.install(['docker.io']);
      }
      if (await userExists('ubuntu')) await run(['usermod', '-aG', 'docker', 'ubuntu']);
    });
    return failed ?? done({ sets: ['docker.installed'] });
  },
});
