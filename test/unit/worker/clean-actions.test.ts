import { describe, expect, it } from 'vitest';
import { aMachine } from '../host/stand-ins.ts';
import { runOn } from './an-action.ts';

const id = (digit: string) => digit.repeat(64);

/** A docker with these images; `prune` without `--all` takes the first, with it all but the last. */
function aDocker() {
  const machine = aMachine();
  const images = `${machine.root}/images`;
  machine.script(
    'docker',
    `[ -e ${images} ] || printf '%s\\n' ${id('1')} ${id('2')} ${id('2')} ${id('3')} > ${images}
    case "$*" in
    'image ls --quiet --no-trunc') /bin/cat ${images};;
    'image prune --force') /bin/sed -i /${id('1')}/d ${images}; echo "Deleted Images:"; echo "deleted: sha256:${id('1')}"; echo "deleted: sha256:${id('9')}"; echo; echo "Total reclaimed space: 1.5GB";;
    'image prune --all --force') /bin/sed -i -e /${id('1')}/d -e /${id('2')}/d ${images}; echo; echo "Total reclaimed space: 2GB";;
    'container prune --force') echo "Deleted Containers:"; echo ${id('a')}; echo ${id('b')}; echo; echo "Total reclaimed space: 212 B";;
    *) echo "unexpected: $*" >&2; exit 64;;
    esac`,
  );
  return machine;
}

describe('clean-containers', () => {
  it('says how many containers it removed, and how much space that freed', async () => {
    const { results, failure } = await runOn(aDocker(), 'clean-containers');
    expect(failure).toBeNull();
    expect(results).toEqual(['containers-removed=2', 'reclaimed=212 B', 'response.msg=Removed 2, freed 212 B.']);
  });

  it('says so where there was none', async () => {
    const machine = aMachine();
    machine.script('docker', 'echo "Total reclaimed space: 0B"');
    expect((await runOn(machine, 'clean-containers')).results).toEqual([
      'containers-removed=0',
      'reclaimed=0B',
      'response.msg=There was no stopped container.',
    ]);
  });
});

describe('clean-images', () => {
  it.each([
    [undefined, ['images-removed=1', 'images-left=2', 'reclaimed=1.5GB', 'response.msg=Removed 1, freed 1.5GB.']],
    [true, ['images-removed=1', 'images-left=2', 'reclaimed=1.5GB', 'response.msg=Removed 1, freed 1.5GB.']],
    [false, ['images-removed=2', 'images-left=1', 'reclaimed=2GB', 'response.msg=Removed 2, freed 2GB.']],
  ])('with untagged=%s counts images, not layers or tags', async (untagged, expected) => {
    const { results, failure } = await runOn(aDocker(), 'clean-images', { parameters: { untagged } });
    expect(failure).toBeNull();
    expect(results).toEqual(expected);
  });

  it('finds nothing the second time', async () => {
    const machine = aDocker();
    await runOn(machine, 'clean-images');
    expect((await runOn(machine, 'clean-images')).results).toContain('images-removed=0');
  });

  it.each([{ untagged: 'yes' }, { untagged: 1 }, { tagged: true }, ['untagged']])(
    'refuses the parameters %j, and runs nothing',
    async (parameters) => {
      const machine = aDocker();
      const { failure } = await runOn(machine, 'clean-images', { parameters });
      expect(failure).toMatch(/^clean-images: /u);
      expect(machine.calls()).toEqual([]);
    },
  );
});

describe('an action that fails', () => {
  it('tells why in words of docker', async () => {
    const machine = aMachine();
    machine.script('docker', 'echo "Cannot connect to the Docker daemon. Is the docker daemon running?" >&2; exit 1');
    const { failure, results } = await runOn(machine, 'clean-images');
    expect(failure).toBe(
      'clean-images: docker image ls --quiet --no-trunc ended with exit code 1: Cannot connect to the Docker daemon. Is the docker daemon running?',
    );
    expect(results).toEqual([]);
  });

  it('tells that there is no docker', async () => {
    expect((await runOn(aMachine(), 'clean-containers')).failure).toBe(
      'clean-containers: Docker is not installed on this machine',
    );
  });

  it('that no charm has is refused', async () => {
    expect((await runOn(aMachine(), 'dance')).failure).toBe('dance: this charm has no such action');
  });

  it('over a damaged state of the charm goes on without it', async () => {
    const { failure, warnings } = await runOn(aDocker(), 'clean-containers', { state: { schema: 'x' } });
    expect(failure).toBeNull();
    expect(warnings.join()).toContain('state.json');
  });

  it('over a state of a newer charm touches neither it nor the machine', async () => {
    const machine = aDocker();
    const { failure } = await runOn(machine, 'clean-containers', { state: { schema: 99 } });
    expect(failure).toContain('schema 99');
    expect(machine.calls()).toEqual([]);
  });
});
