import type { Answer, Machine } from '../contract.ts';
import { refused, said } from './answers.ts';
import { addImage, containersOf, imagesOf, pruneContainers, pruneImages } from './containers.ts';
import { renderTemplate } from './go-template.ts';
import { stateOf } from './state.ts';

/** The words and flags of a docker call behind its verb. */
export interface DockerArgs {
  readonly words: readonly string[];
  readonly isSet: (...names: readonly string[]) => boolean;
  readonly format: string | null;
}

/** `docker ps [--all] [--quiet] [--format T]`, `docker container ls`. */
export function listContainers(machine: Machine, args: DockerArgs): Answer {
  const shown = containersOf(machine).filter(({ isRunning }) => isRunning || args.isSet('--all', '-a', '-aq', '-qa'));
  const rows = shown.map(({ id, name, image, isRunning }) => {
    const status = isRunning ? 'Up 2 minutes' : 'Exited (0) 2 minutes ago';
    return {
      ID: shortened(id, args),
      Image: image,
      Names: name,
      State: isRunning ? 'running' : 'exited',
      Status: status,
    };
  });
  if (args.format !== null) return formatted(args.format, rows);
  if (args.isSet('--quiet', '-q', '-aq', '-qa')) return said(rows.map(({ ID }) => `${ID}\n`).join(''));
  const lines = rows.map(
    ({ ID, Image, Status, Names }) => `${ID}   ${Image}   "/pause"   2 minutes ago   ${Status}             ${Names}\n`,
  );
  return said(`CONTAINER ID   IMAGE     COMMAND   CREATED   STATUS    PORTS     NAMES\n${lines.join('')}`);
}

/** `docker images [--quiet] [--format T]`, `docker image ls`. */
export function listImages(machine: Machine, args: DockerArgs): Answer {
  const rows = imagesOf(machine).map(({ id, name, sizeBytes }) => {
    const at = name?.lastIndexOf(':') ?? -1;
    const [repository, tag] = name === null ? ['<none>', '<none>'] : [name.slice(0, at), name.slice(at + 1)];
    return { ID: shortened(id, args), Repository: repository, Tag: tag, Size: humanSize(sizeBytes) };
  });
  if (args.format !== null) return formatted(args.format, rows);
  if (args.isSet('--quiet', '-q', '-aq', '-qa')) return said(rows.map(({ ID }) => `${ID}\n`).join(''));
  const lines = rows.map(({ ID, Repository, Tag, Size }) => `${Repository}   ${Tag}   ${ID}   2 weeks ago   ${Size}\n`);
  return said(`REPOSITORY   TAG       IMAGE ID   CREATED   SIZE\n${lines.join('')}`);
}

/** `docker container prune --force`. Without `--force` it asks, and nobody answers. */
export function pruneStopped(machine: Machine, args: DockerArgs): Answer {
  if (!args.isSet('--force', '-f'))
    return said('WARNING! This will remove all stopped containers.\nAre you sure you want to continue? [y/N] ');
  const gone = pruneContainers(machine, 'docker');
  const head = gone.length === 0 ? '' : `Deleted Containers:\n${gone.map((id) => `${id}\n`).join('')}\n`;
  return said(`${head}Total reclaimed space: 0B\n`);
}

/** `docker image prune [--all] --force`. */
export function pruneUnused(machine: Machine, args: DockerArgs): Answer {
  const isAll = args.isSet('--all', '-a', '-af', '-fa');
  const what = isAll ? 'all images without at least one container associated to them' : 'all dangling images';
  if (!args.isSet('--force', '-f', '-af', '-fa'))
    return said(`WARNING! This will remove ${what}.\nAre you sure you want to continue? [y/N] `);
  const gone = pruneImages(machine, 'docker', isAll);
  const lines = gone.flatMap(({ id, name }) => [
    ...(name === null ? [] : [`untagged: ${name}\n`]),
    `deleted: sha256:${id}\n`,
  ]);
  const head = gone.length === 0 ? '' : `Deleted Images:\n${lines.join('')}\n`;
  return said(`${head}Total reclaimed space: ${humanSize(gone.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0))}\n`);
}

/** `docker pull IMAGE`: every image of every registry is there. */
export function pull(machine: Machine, { words, isSet }: DockerArgs): Answer {
  const [name, ...more] = words;
  if (name === undefined || more.length > 0) return refused(1, '"docker pull" requires exactly 1 argument.');
  const image = addImage(machine, { name });
  return said(
    isSet('--quiet', '-q') ? `${image.name ?? ''}\n` : `Status: Downloaded newer image for ${image.name ?? ''}\n`,
  );
}

/** `docker network inspect NAME [--format T]`: the bridge that dockerd made. */
export function inspectNetwork(machine: Machine, { words, format }: DockerArgs): Answer {
  const { dockerd } = stateOf(machine);
  const [name, ...more] = words;
  if (name === undefined || more.length > 0)
    return refused(1, '"docker network inspect" requires at least 1 argument.');
  if (name !== 'bridge' || dockerd === null) return refused(1, `Error: No such network: ${name}`, '[]\n');
  const [address = '', length = ''] = (stateOf(machine).docker0 ?? '').split('/');
  const network = {
    Name: 'bridge',
    Driver: 'bridge',
    Scope: 'local',
    IPAM: {
      Driver: 'default',
      Config: [{ Subnet: `${networkOf(address, Number(length))}/${length}`, Gateway: address }],
    },
    Options: {
      'com.docker.network.bridge.default_bridge': 'true',
      'com.docker.network.bridge.name': 'docker0',
      'com.docker.network.driver.mtu': String(Number(dockerd.directives['mtu'] ?? 1500)),
    },
  };
  return format === null ? said(`${JSON.stringify([network], null, 4)}\n`) : formatted(format, [network]);
}

function formatted(format: string, rows: readonly object[]): Answer {
  const texts: string[] = [];
  for (const row of rows) {
    const rendered = renderTemplate(format, row);
    if ('problem' in rendered) return refused(1, rendered.problem);
    texts.push(rendered.text);
  }
  return said(texts.join(''));
}

function shortened(id: string, args: DockerArgs): string {
  return args.isSet('--no-trunc') ? id : id.slice(0, 12);
}

/** Four digits and a decimal unit. Source: docker/go-units, HumanSize */
function humanSize(bytes: number): string {
  const power = bytes === 0 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3));
  return `${Number((bytes / 1000 ** power).toPrecision(4))}${['B', 'kB', 'MB', 'GB', 'TB'][power] ?? ''}`;
}

function networkOf(address: string, length: number): string {
  const bits = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - length);
  const first = Math.floor(bits / size) * size;
  return [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.');
}
