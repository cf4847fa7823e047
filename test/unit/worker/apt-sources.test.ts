import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { keyringPath, listPath } from '../../../src/workload/apt-source.ts';
import type { AptSource } from '../../../src/workload/apt-source.ts';
import { provideAptSources } from '../../../src/worker/runtime/apt-sources.ts';
import type { SourcePorts } from '../../../src/worker/runtime/apt-sources.ts';
import { dockerKey } from '../host/docker-key.ts';
import { aMachine } from '../host/stand-ins.ts';
import { aRecord } from './a-record.ts';

const listOf2018 = '/etc/apt/sources.list.d/docker.list';
const linesOf2018 = 'deb [arch=amd64] https://download.docker.com/linux/ubuntu xenial stable\n';
const xenial = { id: 'ubuntu', versionId: '16.04', codename: 'xenial', prettyName: 'Ubuntu 16.04' };
const bionic = { id: 'ubuntu', versionId: '18.04', codename: 'bionic', prettyName: 'Ubuntu 18.04' };
const docker: AptSource = {
  name: 'docker',
  url: 'https://download.docker.com/linux/ubuntu',
  suite: 'xenial',
  components: ['stable'],
  architectures: ['amd64'],
  key: { url: 'https://download.docker.com/linux/ubuntu/gpg', fingerprint: dockerKey.fingerprint },
};

/** A machine whose apt speaks https only with a package for it, as that of Ubuntu 16.04 does; unless told, it has none. */
function anApt(packages: readonly string[] = []) {
  const { root, machine, script } = aMachine();
  const folder = path.join(root, 'packages');
  const lists = path.join(root, 'etc/apt/sources.list.d');
  for (const each of [folder, lists]) mkdirSync(each, { recursive: true });
  for (const name of packages) writeFileSync(path.join(folder, name), '');
  const refusal = path.join(root, 'refusal');
  writeFileSync(path.join(root, 'key'), Buffer.from(dockerKey.base64, 'base64'));
  const noHttps = `[ -e ${folder}/apt-transport-https ] || {
    echo 'E: The method driver /usr/lib/apt/methods/https could not be found.' >&2; exit 100; }`;
  script('apt-helper', `case "$2" in https:*) ${noHttps};; esac\n/bin/cp ${root}/key "$3"`);
  script(
    'apt-get',
    `case " $* " in
*' update '*)
  if /bin/grep -qs https: ${lists}/*; then ${noHttps}; fi
  [ ! -e ${refusal} ] || /bin/cat ${refusal} >&2;;
*' install '*) for word in "$@"; do case "$word" in -*|install) ;; *) : > "${folder}/$word";; esac; done;;
esac`,
  );
  script(
    'dpkg-query',
    `code=0; for word in "$@"; do case "$word" in -*) ;; *)
  if [ -e "${folder}/$word" ]; then echo "$word ii "; else code=1; fi;; esac; done; exit $code`,
  );
  const record = aRecord();
  const ports: SourcePorts = { machine, record, warn: () => undefined };
  const onDisk = (file: string) => path.join(root, file);
  return {
    ports,
    record,
    has: (name: string) => existsSync(path.join(folder, name)),
    put: (file: string, text: string) => writeFileSync(onDisk(file), text),
    textOf: (file: string) => (existsSync(onDisk(file)) ? readFileSync(onDisk(file), 'utf8') : null),
    /** What apt says of its sources, until told otherwise; null for nothing. */
    says: (line: string | null) => {
      if (line === null) rmSync(refusal, { force: true });
      else writeFileSync(refusal, `${line}\n`);
    },
  };
}

/** As the charm of 2018 left it: it had installed what apt needs for its list. */
function a2018(list = linesOf2018) {
  const apt = anApt(['apt-transport-https', 'ca-certificates']);
  apt.put(listOf2018, list);
  return apt;
}

const gpgError = 'W: GPG error: https://download.docker.com/linux/ubuntu xenial InRelease: NO_PUBKEY 7EA0A9C3F273FCD8';

describe('a repository that is fetched by https', () => {
  it('is reached on Ubuntu 16.04, whose apt comes without https', async () => {
    const apt = anApt(['ca-certificates']);
    expect(await provideAptSources(apt.ports, [docker], xenial)).toBeNull();
    expect(apt.has('apt-transport-https')).toBe(true);
    expect(apt.textOf(listPath(docker))).toContain(docker.url);
  });

  it('brings nothing to later releases, whose apt speaks it', async () => {
    // The stand-in wants the package whatever the release: here it is as if built in.
    const apt = anApt(['apt-transport-https']);
    expect(await provideAptSources(apt.ports, [docker], bionic)).toBeNull();
    expect(apt.has('ca-certificates')).toBe(false);
  });

  it('brings nothing where it is not wanted', async () => {
    const apt = anApt();
    expect(await provideAptSources(apt.ports, [], xenial)).toBeNull();
    expect(apt.has('apt-transport-https')).toBe(false);
  });
});

describe('the list that the charm of 2018 left', () => {
  it('goes when the same repository comes with a keyring of its own', async () => {
    const apt = a2018();
    expect(await provideAptSources(apt.ports, [docker], xenial)).toBeNull();
    expect(apt.textOf(listOf2018)).toBeNull();
    expect(apt.textOf(listPath(docker))).toContain(`signed-by=${keyringPath(docker)}`);
  });

  it('goes where no repository is wanted', async () => {
    const apt = a2018();
    expect(await provideAptSources(apt.ports, [], xenial)).toBeNull();
    expect(apt.textOf(listOf2018)).toBeNull();
  });

  it('is put back when apt refuses the new source, which leaves no trace, and goes once apt takes it', async () => {
    const apt = a2018();
    apt.says(gpgError);
    expect(await provideAptSources(apt.ports, [docker], xenial)).toMatchObject({ kind: 'blocked' });
    expect(apt.textOf(listOf2018)).toBe(linesOf2018);
    expect([listPath(docker), keyringPath(docker)].map(apt.textOf)).toEqual([null, null]);
    expect(apt.record.now().aptFiles).toEqual([]);
    apt.says(null);
    expect(await provideAptSources(apt.ports, [docker], xenial)).toBeNull();
    expect(apt.textOf(listOf2018)).toBeNull();
  });

  it('is put back by the hook after one that was killed before apt had answered', async () => {
    const apt = a2018();
    const { machine } = apt.ports;
    const killed = { ...machine.apt, refresh: () => Promise.reject(new Error('killed')) };
    const dying = { ...apt.ports, machine: { ...machine, apt: killed } };
    await expect(provideAptSources(dying, [docker], xenial)).rejects.toThrow('killed');
    expect(apt.textOf(listOf2018)).toBeNull();
    apt.says(gpgError);
    expect(await provideAptSources(apt.ports, [docker], xenial)).toMatchObject({ kind: 'blocked' });
    expect(apt.textOf(listOf2018)).toBe(linesOf2018);
  });

  it('stays where somebody has put another line into it', async () => {
    const his = `${linesOf2018}deb https://apt.example.com/ubuntu xenial main\n`;
    const apt = a2018(his);
    expect(await provideAptSources(apt.ports, [docker], xenial)).toBeNull();
    expect(apt.textOf(listOf2018)).toBe(his);
  });
});
