import { mkdirSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeMachine } from '../../../simulator/programs/programs.ts';
import { stateOf } from '../../../simulator/programs/state.ts';
import { aMachine } from './a-machine.ts';
import type { TestMachine } from './a-machine.ts';

const daemonJson = '/etc/docker/daemon.json';
const dropIn = '/etc/systemd/system/docker.service.d/50-x.conf';

async function withDocker(given: Parameters<typeof aMachine>[0] = { series: 'jammy' }) {
  const test = await aMachine(given);
  await test.run('apt-get', 'update');
  await test.run('apt-get', '-y', 'install', 'docker.io');
  return test;
}

async function restarted(test: TestMachine) {
  await test.run('systemctl', 'daemon-reload');
  return test.run('systemctl', 'restart', 'docker');
}

const problemOf = ({ machine }: TestMachine) =>
  describeMachine(machine).services.find(({ name }) => name === 'docker')?.problem;

describe('dockerd', () => {
  it('is started with the words of its unit, quotes in a variable honoured', async () => {
    const test = await withDocker();
    test.write('/etc/default/docker', `DOCKER_OPTS="--label a=b --label='c=d e' --debug"\n`);
    test.write(
      dropIn,
      '[Service]\nEnvironmentFile=-/etc/default/docker\nEnvironmentFile=-/etc/default/none\nExecStart=\nExecStart=/usr/bin/dockerd -H fd:// $DOCKER_OPTS ${NONE}\n',
    );
    await restarted(test);
    expect(problemOf(test)).toBe(`"dockerd" accepts no arguments.\nSee 'dockerd --help'.`);
    test.write(
      dropIn,
      '[Service]\nEnvironmentFile=-/etc/default/docker\nExecStart=\nExecStart=/usr/bin/dockerd -H fd:// $DOCKER_OPTS $NONE\n',
    );
    expect((await restarted(test)).exitCode).toBe(0);
    expect(stateOf(test.machine).dockerd).toMatchObject({
      argv: ['-H', 'fd://', '--label', 'a=b', '--label=c=d e', '--debug'],
      directives: { hosts: ['fd://'], labels: ['a=b', 'c=d e'], debug: true },
    });
  });

  it('has the proxies of its drop-ins, the later of a name last, and shows no password of theirs', async () => {
    const test = await withDocker();
    test.write(dropIn, '[Service]\nEnvironment="HTTP_PROXY=http://u:p%%40x@proxy:1" "NO_PROXY=a, b"\n');
    test.write(`${dropIn}`.replace('50-x', '60-y'), '[Service]\nEnvironment=NO_PROXY=c\n');
    await restarted(test);
    expect(stateOf(test.machine).dockerd?.environment).toEqual({
      HTTP_PROXY: 'http://xxxxx:xxxxx@proxy:1',
      NO_PROXY: 'c',
    });
  });

  it('does not look at an environment file that its unit does not name', async () => {
    const test = await withDocker();
    test.write('/etc/default/docker', 'DOCKER_OPTS="--debug"\n');
    test.write(dropIn, '[Service]\nEnvironmentFile=\nExecStart=\nExecStart=/usr/bin/dockerd $DOCKER_OPTS\n');
    await restarted(test);
    expect(stateOf(test.machine).dockerd?.argv).toEqual([]);
  });

  it.each([
    ['', `configuration OK`, 0],
    ['{"bip": "10.1.2.1/24", "mtu": 1450, "runtimes": {"nvidia": {"path": "x"}}}', 'configuration OK', 0],
    ['{"bip": }', "invalid character '}' looking for beginning of value", 1],
    ['{"bip": "x"', 'unexpected end of JSON input', 1],
    ['{"debug": true,}', "invalid character '}' looking for beginning of object key string", 1],
    ['{"debug": tru}', "invalid character '}' in literal true (expecting 'e')", 1],
    ['{} {}', "invalid character '{' after top-level value", 1],
    ['{"frob": 1, "debug": true}', "the following directives don't match any configuration option: frob", 1],
    ['{"debug": "yes"}', 'json: cannot unmarshal string into Go struct field Config.debug of type bool', 1],
    [
      '{"mtu": -3}',
      'merged configuration validation from file and command line flags failed: invalid default MTU: -3',
      1,
    ],
    [
      '{"default-runtime": "nvidia"}',
      "merged configuration validation from file and command line flags failed: specified default runtime 'nvidia' does not exist",
      1,
    ],
    [
      '{"labels": ["x=y"]}',
      'the following directives are specified both as a flag and in the configuration file: labels: (from flag: [a=b], from file: [x=y])',
      1,
    ],
  ])('is asked to validate %j', async (text, words, exitCode) => {
    const test = await withDocker({ series: 'noble' });
    test.write(daemonJson, text);
    const shown = exitCode === 0 ? words : `unable to configure the Docker daemon with file ${daemonJson}: ${words}`;
    const answer = await test.run('dockerd', '--label=a=b', '--validate');
    expect(answer).toEqual({ exitCode, stdout: '', stderr: `${shown}\n` });
    // The unit has no label.
    const isClash = text.includes('labels');
    expect((await restarted(test)).exitCode).toBe(isClash ? 0 : exitCode);
  });

  it('validates from 23.0 on only', async () => {
    const { run } = await withDocker({ series: 'xenial' });
    expect(await run('dockerd', '--validate')).toEqual({
      exitCode: 125,
      stdout: '',
      stderr: "unknown flag: --validate\nSee 'dockerd --help'.\n",
    });
  });

  it('looks at another configuration file when it is told to, and that one must be there', async () => {
    const { run, write } = await withDocker({ series: 'noble' });
    write('/tmp/x.json', '{"frob": 1}');
    expect((await run('dockerd', '--validate', '--config-file', '/tmp/x.json')).stderr).toContain('frob');
    expect((await run('dockerd', '--validate', '--config-file=/tmp/none')).stderr).toBe(
      'unable to configure the Docker daemon with file /tmp/none: open /tmp/none: no such file or directory\n',
    );
  });

  it('finds a wrong address of its bridge when it starts, not before', async () => {
    const test = await withDocker({ series: 'noble' });
    test.write(daemonJson, '{"bip": "10.1.2"}');
    expect((await test.run('dockerd', '--validate')).exitCode).toBe(0);
    expect((await restarted(test)).exitCode).toBe(1);
    expect(problemOf(test)).toBe(
      'failed to start daemon: Error initializing network controller: invalid CIDR address: 10.1.2',
    );
  });

  it('leaves the FORWARD policy alone when it is to leave iptables alone', async () => {
    const test = await withDocker();
    test.write(daemonJson, '{"iptables": false}');
    await test.run('iptables', '-P', 'FORWARD', 'ACCEPT');
    await restarted(test);
    expect(describeMachine(test.machine).iptables.forward).toBe('ACCEPT');
  });

  it('is not there without its package', async () => {
    const { run } = await aMachine();
    expect((await run('dockerd', '--version')).exitCode).toBe(127);
  });
});

describe('a unit', () => {
  it('that is masked does not start', async () => {
    const test = await withDocker();
    mkdirSync(`${test.machine.root}/etc/systemd/system`, { recursive: true });
    symlinkSync('/dev/null', `${test.machine.root}/etc/systemd/system/docker.service`);
    expect((await restarted(test)).stderr).toBe('Failed to restart docker.service: Unit docker.service is masked.\n');
  });

  it.each([
    ['two commands', 'ExecStart=/usr/bin/dockerd --debug\n', 1],
    ['no command', 'ExecStart=\n', 1],
    ['a program that is not there', 'ExecStart=\nExecStart=/opt/dockerd\n', 1],
    ['a required environment file that is not there', 'EnvironmentFile=/etc/none\n', 1],
    ['an unknown specifier', 'Environment="X=%z"\n', 1],
    ['quotes of both kinds', `Environment='X="y" z' "Q='"\n`, 0],
  ])('with %s starts or not, as systemd has it', async (_what, text, exitCode) => {
    const test = await withDocker();
    test.write(dropIn, `[Service]\n${text}`);
    expect((await restarted(test)).exitCode).toBe(exitCode);
  });

  it('has drop-ins in the order of their names wherever they lie, those in /etc in place of others', async () => {
    const test = await withDocker();
    const file = (folder: string, name: string, value: string) =>
      test.write(`${folder}/docker.service.d/${name}.conf`, `[Service]\nEnvironment=A=${value}\n`);
    file('/lib/systemd/system', '90-a', 'lib');
    file('/etc/systemd/system', '10-a', 'etc');
    await restarted(test);
    expect(stateOf(test.machine).dockerd?.environment).toEqual({ A: 'lib' });
    file('/etc/systemd/system', '90-a', 'over');
    await restarted(test);
    expect(stateOf(test.machine).dockerd?.environment).toEqual({ A: 'over' });
  });
});
