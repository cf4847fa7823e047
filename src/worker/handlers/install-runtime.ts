import { all, blocked, done } from '../../engine/engine.ts';
import type { Outcome } from '../../engine/engine.ts';
import type { OsRelease } from '../../host/host.ts';
import {
  chooseRuntime,
  decideChange,
  findRuntime,
  knownPackages,
  nvidiaOffer,
  parseRuntimeOptions,
  planPackages,
  runtimePackages,
} from '../../workload/runtime/runtime.ts';
import type { FoundRuntime, RuntimeChoice } from '../../workload/runtime/runtime.ts';
import { carriesContainers } from '../runtime/carries-containers.ts';
import { invalidOption } from '../invalid-option.ts';
import type { Flag } from '../flags.ts';
import type { WorkerPorts } from '../ports.ts';
import { adoptRuntime, completeRuntime, installedFlags } from '../runtime/runtime-change.ts';
import type { RuntimeGoal } from '../runtime/runtime-change.ts';
import { handler } from '../words.ts';

/**
 * The container runtime that the options ask for is installed, complete and held at its version, and no other; the user
 * `ubuntu`, where there is one, may talk to it.
 *
 * A runtime that carries containers is replaced only where an operator chose another one, after its pods have moved.
 * What somebody else installed is replaced only by an explicit choice of another kind. Packages are removed, never
 * purged: images, containers and configuration stay.
 */
export const installRuntime = handler({
  name: 'install-runtime',
  formerly: ['install-docker'],
  when: all('packages.installed'),
  reads: [
    'config.docker-ce-package',
    'config.docker_runtime',
    'config.docker_runtime_key_fingerprint',
    'config.docker_runtime_key_url',
    'config.docker_runtime_package',
    'config.docker_runtime_repo',
    'config.drain-before-runtime-change',
    'config.nvidia-container-runtime-package',
    'config.nvidia-docker-package',
    'drift.packages',
    'host.architecture',
    'host.container',
    'host.docker',
    'host.nvidia',
    'host.release',
  ],
  sets: ['docker.installed', 'node.drained'],
  clears: ['docker.installed'],
  async run({ inputs, ports }) {
    const platform = { architecture: inputs['host.architecture'], release: inputs['host.release'] };
    const options = parseRuntimeOptions(
      {
        docker_runtime: inputs['config.docker_runtime'],
        'docker-ce-package': inputs['config.docker-ce-package'],
        'nvidia-docker-package': inputs['config.nvidia-docker-package'],
        'nvidia-container-runtime-package': inputs['config.nvidia-container-runtime-package'],
        docker_runtime_repo: inputs['config.docker_runtime_repo'],
        docker_runtime_key_url: inputs['config.docker_runtime_key_url'],
        docker_runtime_key_fingerprint: inputs['config.docker_runtime_key_fingerprint'],
        docker_runtime_package: inputs['config.docker_runtime_package'],
      },
      platform,
    );
    if (!options.ok) return invalidOption(options.error);
    const choice = chooseRuntime({
      ...platform,
      option: options.value.kind,
      gpus: inputs['host.nvidia'].gpus,
      container: inputs['host.container'],
    });
    if (!choice.ok) return invalidOption(choice.error);

    const { kind } = choice.value;
    const isExplicit = options.value.kind !== 'auto';
    const wanted = runtimePackages(kind, options.value, nvidiaOffer(platform));
    const { runtime: recorded, services, held, adoptedEngine } = ports.record.now();
    const names = [...knownPackages, ...wanted.map(({ name }) => name), ...(recorded?.packages ?? []), ...held];
    const installed = await ports.machine.apt.installed([...new Set(names)]);
    const found = findRuntime(installed, recorded);
    const wasOurs = 'docker' in services && (found === null || found.engine !== adoptedEngine);
    const change = decideChange({ choice: choice.value, isExplicit, found, recorded, wasOurs });

    const goal: RuntimeGoal = { kind, wanted, platform, custom: options.value.custom };
    if (change.kind === 'adopt') {
      const pinned = change.found.kind === kind ? wanted.filter(({ version }) => version !== null) : [];
      const { install } = planPackages({ kind, wanted: pinned, installed, found, held });
      if (pinned.length === 0 || install.length === 0)
        return adopted(ports, choice.value, { found: change.found, release: platform.release });
    }
    if (change.kind === 'replace' && !isExplicit && (await carriesContainers(ports.machine))) {
      return keeps(ports.app, choice.value, change.found);
    }
    const drain = change.kind === 'replace' && isExplicit && inputs['config.drain-before-runtime-change'];
    return completeRuntime(ports, goal, { installed, found, isReplacement: change.kind === 'replace', drain });
  },
});

type RuntimeOutcome = Outcome<Flag & ('docker.installed' | 'node.drained'), Flag & 'docker.installed'>;

/** Another runtime than `auto` would choose stays; with a GPU that it cannot use, the operator is told. */
async function adopted(
  ports: WorkerPorts,
  choice: RuntimeChoice,
  { found, release }: { readonly found: FoundRuntime; readonly release: OsRelease },
): Promise<RuntimeOutcome> {
  const failed = await adoptRuntime(ports, found, release);
  if (failed !== null) return failed;
  if (found.kind === choice.kind || choice.kind !== 'nvidia') return done({ sets: installedFlags(ports) });
  return blocked(
    `Container runtime ${found.engine} was on this machine before the charm and stays, although ${choice.why}; ` +
      `to replace it: juju config ${ports.app} docker_runtime=nvidia`,
    `juju config ${ports.app} docker_runtime=nvidia`,
    { about: 'runtime', sets: installedFlags(ports) },
  );
}

function keeps(app: string, choice: RuntimeChoice, found: FoundRuntime): RuntimeOutcome {
  const command = (kind: string) => `juju config ${app} docker_runtime=${kind}`;
  return blocked(
    `Container runtime ${found.engine} carries containers and stays, although ${choice.why}; ` +
      `to replace it: ${command(choice.kind)}; to keep it: ${command(found.kind)}`,
    command(choice.kind),
    { about: 'runtime' },
  );
}
