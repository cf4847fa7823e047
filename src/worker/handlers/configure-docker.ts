import { all, done } from '../../engine/engine.ts';
import { parseDockerRuntime, renderDockerDefaults, renderDockerDropIn } from '../../workload/docker.ts';
import { attempt } from '../attempt.ts';
import { driftPaths } from '../drift-paths.ts';
import { invalidOption } from '../invalid-option.ts';
import { handler } from '../words.ts';

/**
 * dockerd's arguments, its proxies and the FORWARD policy that pods need are on disk, and dockerd is restarted if it
 * has not read them. With an option that does not parse, dockerd keeps what it has.
 */
export const configureDocker = handler({
  name: 'configure-docker',
  when: all('docker.installed'),
  reads: [
    'config.docker-opts',
    'config.docker_runtime',
    'config.http_proxy',
    'config.https_proxy',
    'config.no_proxy',
    'drift.docker',
  ],
  sets: ['docker.configured'],
  async run({ inputs, ports }) {
    const runtime = parseDockerRuntime(inputs['config.docker_runtime']);
    if (!runtime.ok) return invalidOption(runtime.error);
    const defaults = renderDockerDefaults({ dockerOpts: inputs['config.docker-opts'], runtime: runtime.value });
    if (!defaults.ok) return invalidOption(defaults.error);
    const dropIn = renderDockerDropIn({
      httpProxy: inputs['config.http_proxy'],
      httpsProxy: inputs['config.https_proxy'],
      noProxy: inputs['config.no_proxy'],
    });
    if (!dropIn.ok) return invalidOption(dropIn.error);

    const { files, systemd } = ports.machine;
    const [defaultsPath, dropInPath] = driftPaths.docker;
    await files.write(defaultsPath, defaults.value, { mode: 0o644 });
    // A proxy's address may hold a password.
    await files.write(dropInPath, dropIn.value, { mode: 0o600 });
    // In every run: a hook killed between the write and the reload finds the file as it should be.
    const failed = await attempt('Reloading systemd', () => systemd.reload());
    if (failed !== null) return failed;
    ports.services.want('docker', ports.fingerprint([defaults.value, dropIn.value]), 'the configuration of dockerd');
    return done({ sets: ['docker.configured'] });
  },
});
