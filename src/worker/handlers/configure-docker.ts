import { any, blocked, done } from '../../engine/engine.ts';
import { eitherWritten } from '../../workload/dockerd/daemon-json.ts';
import { choosesBridge, desiredDaemonMembers } from '../../workload/dockerd/daemon-members.ts';
import type { OptionInvalid } from '../../workload/option-invalid.ts';
import { askDockerd, dockerdVersion } from '../runtime/ask-dockerd.ts';
import { attempt } from '../attempt.ts';
import { planDocker } from '../runtime/docker-plan.ts';
import type { DockerPlan } from '../runtime/docker-plan.ts';
import { driftPaths } from '../drift-paths.ts';
import { invalidOption } from '../invalid-option.ts';
import type { WorkerPorts } from '../ports.ts';
import { handler } from '../words.ts';

/**
 * dockerd's arguments, its daemon.json, its proxies and the FORWARD policy that pods need are on disk, and dockerd is
 * restarted if it has not read them.
 *
 * With an option that does not parse, with a directive in two places, or with a configuration that dockerd refuses,
 * nothing is written and dockerd keeps what it has.
 */
export const configureDocker = handler({
  name: 'configure-docker',
  // What a new runtime is, dockerd is told in the same hook: also where the drain before it took several.
  when: any('docker.installed', 'node.drained'),
  // Three of these are read for what the handler before this one makes of them.
  reads: [
    'config.docker-ce-package',
    'config.docker-opts',
    'config.docker_runtime',
    'config.http_proxy',
    'config.https_proxy',
    'config.no_proxy',
    'drift.docker',
    'host.dockershim',
    'host.nvidia',
    'machine.runtime',
    'sdn-plugin.network',
  ],
  sets: ['docker.configured'],
  async run({ inputs, ports }) {
    const { daemonJson: written } = ports.record.now();
    const runtime = inputs['machine.runtime'];
    const planned = await planDocker(ports.machine.files, {
      dockerOpts: inputs['config.docker-opts'],
      proxies: {
        httpProxy: inputs['config.http_proxy'],
        httpsProxy: inputs['config.https_proxy'],
        noProxy: inputs['config.no_proxy'],
      },
      runtime: runtime ?? 'apt',
      members: desiredDaemonMembers({
        network: inputs['sdn-plugin.network'].value,
        bridges: choosesBridge(inputs['config.docker-opts']) ? [] : (written['bip'] ?? []),
        // While one runtime replaces another, what dockerd has been told of NVIDIA's stays.
        isNvidia: runtime === 'nvidia' || (runtime === null && 'runtimes.nvidia' in written),
        servesPods: inputs['host.dockershim'],
      }),
      written,
    });
    if (!planned.ok) return invalid(planned.error);
    const plan = planned.value;
    const fingerprint = ports.fingerprint([plan.options, plan.dropIn, plan.daemonJson.config]);
    // What was wanted before has been asked about then.
    if (ports.services.wanted()['docker'] !== fingerprint) {
      const { content } = plan.daemonJson;
      const answer = await askDockerd(ports.machine, plan.args, content === undefined ? null : (content ?? '{}\n'));
      if (answer.kind === 'refuses') return refused(answer.why);
      if (answer.kind === 'cannot say' && plan.oldConflict !== null && !(await mergesRuntimes(ports.machine))) {
        return invalid(plan.oldConflict);
      }
    }
    const isWritten = await writeFiles(ports, plan);
    // A hook killed between the write and the reload finds the files as they should be: then dockerd has not read them.
    if (isWritten || ports.record.now().services['docker']?.fingerprint !== fingerprint) {
      const failed = await attempt('Reloading systemd', () => ports.machine.systemd.reload());
      if (failed !== null) return failed;
    }
    if (isWritten) await ports.services.filesMended('docker');
    ports.services.want('docker', fingerprint, 'the configuration of dockerd');
    return done({ sets: ['docker.configured'] });
  },
});

/** True when one of the files was not as it should be. */
async function writeFiles({ machine, record }: WorkerPorts, plan: DockerPlan): Promise<boolean> {
  const [defaultsPath, dropInPath, daemonJsonPath] = driftPaths.docker;
  const { content, written } = plan.daemonJson;
  if (content !== undefined) {
    await record.record((was) => ({ ...was, daemonJson: eitherWritten(was.daemonJson, written) }));
    const mode = (await machine.files.stat(daemonJsonPath))?.mode ?? 0o644;
    if (content === null) await machine.files.remove(daemonJsonPath);
    else await machine.files.write(daemonJsonPath, content, { mode });
  }
  await record.record((was) => ({ ...was, daemonJson: written }));
  const isDefaultsNew = await machine.files.write(defaultsPath, plan.defaults, { mode: 0o644 });
  // A proxy's address may hold a password.
  const isDropInNew = await machine.files.write(dropInPath, plan.dropIn, { mode: 0o600 });
  return isDefaultsNew || isDropInNew || content !== undefined;
}

/** dockerd takes runtimes both from flags and from daemon.json; 20.10 does, as was tried. */
async function mergesRuntimes(machine: WorkerPorts['machine']): Promise<boolean> {
  const [major = 0, minor = 0] = ((await dockerdVersion(machine)) ?? '').split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 10);
}

/** What is wrong may be in a file of the operator's, which no `juju config` repairs. */
function invalid(problem: OptionInvalid): ReturnType<typeof invalidOption> {
  if (!problem.option.startsWith('/')) return invalidOption(problem);
  const why = `${problem.option}: ${problem.problem}; accepted: ${problem.accepted}`;
  return blocked(why, `edit ${problem.option} on the machine`, { about: 'option' });
}

function refused(why: string): ReturnType<typeof invalidOption> {
  return blocked(`docker-opts: dockerd refuses its configuration: ${why}`, 'juju config docker-opts', {
    about: 'option',
  });
}
