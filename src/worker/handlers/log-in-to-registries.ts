import { all, blocked, done, waiting } from '../../engine/engine.ts';
import { CommandFailed } from '../../host/host.ts';
import { dockerLoginChanges, parseDockerLogins } from '../../workload/docker-logins.ts';
import type { DockerLogin } from '../../workload/docker-logins.ts';
import { invalidOption } from '../invalid-option.ts';
import type { WorkerPorts } from '../ports.ts';
import { handler } from '../words.ts';

/**
 * Docker is logged in to the registries of `docker-logins` and to no other that this charm once logged in to.
 *
 * A registry that refuses blocks with its name; the others are logged in to all the same.
 */
export const logInToRegistries = handler({
  name: 'log-in-to-registries',
  when: all('docker.configured'),
  reads: ['config.docker-logins'],
  async run({ inputs, ports }) {
    const logins = parseDockerLogins(inputs['config.docker-logins']);
    if (!logins.ok) return invalidOption(logins.error);
    const digestOf = ({ server, username, password }: DockerLogin) =>
      ports.fingerprint([server, username, password.reveal()]);
    const { logIn, logOut } = dockerLoginChanges(ports.record.now().logins, logins.value, digestOf);
    if (logIn.length + logOut.length === 0) return done();
    if (!(await ports.services.up('docker'))) return waiting('Waiting for docker to start', { about: 'service' });

    for (const server of logOut) {
      await ports.machine.run(['docker', 'logout', server], { okExitCodes: [0, 1] });
      await forget(ports, server);
    }
    const refused: string[] = [];
    for (const login of logIn) {
      const { server, username, password } = login;
      const argv = ['docker', 'login', '--username', username, '--password-stdin', server] as const;
      if (await isAccepted(() => ports.machine.run(argv, { stdin: password }))) {
        await ports.record.record((was) => ({ ...was, logins: { ...was.logins, [server]: digestOf(login) } }));
      } else refused.push(server);
    }
    if (refused.length === 0) return done();
    return blocked(
      `docker-logins: ${refused.join(', ')} refused the credentials or did not answer`,
      'juju config docker-logins with valid credentials',
      { about: 'option' },
    );
  },
});

async function forget(ports: WorkerPorts, server: string): Promise<void> {
  await ports.record.record((was) => ({
    ...was,
    logins: Object.fromEntries(Object.entries(was.logins).filter(([each]) => each !== server)),
  }));
}

async function isAccepted(logIn: () => Promise<unknown>): Promise<boolean> {
  try {
    await logIn();
    return true;
  } catch (error) {
    if (error instanceof CommandFailed) return false;
    throw error;
  }
}
