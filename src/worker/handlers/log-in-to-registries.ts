import { all, blocked, done, waiting } from '../../engine/engine.ts';
import { CommandFailed } from '../../host/host.ts';
import { loginsToLeave, loginsToMake, parseDockerLogins } from '../../workload/docker-logins.ts';
import type { DockerLogin } from '../../workload/docker-logins.ts';
import { isLoggedIn, mergeKubeletAuths } from '../../workload/registry-auths.ts';
import { attempt } from '../attempt.ts';
import { driftPaths } from '../drift-paths.ts';
import { invalidOption } from '../invalid-option.ts';
import type { WorkerPorts } from '../ports.ts';
import { refusalOf } from '../refusal.ts';
import { handler } from '../words.ts';

/**
 * Docker and kubelet have the credentials of `docker-logins` that their registries accept, and no others that this
 * charm once gave them.
 *
 * A registry that refuses blocks with its name; the others are logged in to all the same, and what the one that refuses
 * accepted before stays.
 */
export const logInToRegistries = handler({
  name: 'log-in-to-registries',
  when: all('docker.configured'),
  reads: ['config.docker-logins', 'drift.logins'],
  async run({ inputs, ports }) {
    const logins = parseDockerLogins(inputs['config.docker-logins']);
    if (!logins.ok) return invalidOption(logins.error);
    const wanted = logins.value;
    const digestOf = ({ server, username, password }: DockerLogin) =>
      ports.fingerprint([server, username, password.reveal()]);
    const left = loginsToLeave(ports.record.now().logins, wanted);
    // Needs no daemon, so that credentials that were taken back go also while that is down.
    const failed = await attempt('Logging out of a registry', () => logOut(ports, left));
    if (failed !== null) return failed;

    const dockerConfig = await ports.machine.files.readText(dockerConfigPath);
    const due = loginsToMake(ports.record.now().logins, wanted, {
      digestOf,
      isKept: (server) => isLoggedIn(dockerConfig, server),
    });
    const isUp = due.length === 0 || (await ports.services.up('docker'));
    const refused = isUp ? await logIn(ports, due, digestOf) : [];

    const { logins: applied } = ports.record.now();
    const accepted = wanted.filter((login) => applied[login.server] === digestOf(login));
    const problem = await tellKubelet(ports, { accepted, left });
    if (problem !== null) {
      return blocked(`docker-logins: ${kubeletConfigPath}: ${problem}`, `edit ${kubeletConfigPath} on the machine`, {
        about: 'option',
      });
    }
    await forget(ports, left);
    if (!isUp) return waiting('Waiting for docker to start', { about: 'service' });
    if (refused.length === 0) return done();
    return blocked(
      `docker-logins: ${refused.join(', ')} refused the credentials or did not answer`,
      'juju config docker-logins with valid credentials',
      { about: 'option' },
    );
  },
});

async function logOut({ machine }: WorkerPorts, servers: readonly string[]): Promise<void> {
  for (const server of servers) await machine.run(['docker', 'logout', server], { okExitCodes: [0, 1] });
}

/** Logs in where it can; the servers that refused, each with what docker said. */
async function logIn(
  ports: WorkerPorts,
  logins: readonly DockerLogin[],
  digestOf: (login: DockerLogin) => string,
): Promise<readonly string[]> {
  const refused: string[] = [];
  for (const login of logins) {
    const { server, username, password } = login;
    try {
      const argv = ['docker', 'login', '--username', username, '--password-stdin', server] as const;
      await ports.machine.run(argv, { stdin: password });
      await ports.record.record((was) => ({ ...was, logins: { ...was.logins, [server]: digestOf(login) } }));
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      const why = refusalOf(error);
      refused.push(why === null ? server : `${server} (${why})`);
    }
  }
  return refused;
}

/** What is wrong with kubelet's file; null when it has the credentials. Kubelet looks at it again by itself. */
async function tellKubelet(
  { machine }: WorkerPorts,
  change: { readonly accepted: readonly DockerLogin[]; readonly left: readonly string[] },
): Promise<string | null> {
  if (change.accepted.length + change.left.length === 0) return null;
  const before = await machine.files.readText(kubeletConfigPath);
  const merged = mergeKubeletAuths(before, change);
  if (!merged.ok) return merged.error;
  const text = merged.value === undefined ? before : merged.value;
  if (text === null) await machine.files.remove(kubeletConfigPath);
  else await machine.files.write(kubeletConfigPath, text, { mode: 0o600 });
  return null;
}

async function forget({ record }: WorkerPorts, servers: readonly string[]): Promise<void> {
  if (servers.length === 0) return;
  await record.record((was) => ({
    ...was,
    logins: Object.fromEntries(Object.entries(was.logins).filter(([each]) => !servers.includes(each))),
  }));
}

const [dockerConfigPath, kubeletConfigPath] = driftPaths.logins;
