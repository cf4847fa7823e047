import type { Answer, Machine, ProgramCall } from '../contract.ts';
import { refused, said } from './answers.ts';
import { dockerInfo, dockerInfoText } from './docker-info.ts';
import { login, logout } from './docker-login.ts';
import { inspectNetwork, listContainers, listImages, pruneStopped, pruneUnused, pull } from './docker-objects.ts';
import type { DockerArgs } from './docker-objects.ts';
import { clientVersion } from './docker-version.ts';
import { renderTemplate } from './go-template.ts';
import { runPods } from './pod-containers.ts';
import { stateOf } from './state.ts';
import { recordOf } from './systemd.ts';

/** `docker`: info, version, ps, images, container, image, network, pull, login and logout. */
export async function docker({ machine, argv, stdin }: ProgramCall): Promise<Answer> {
  const version = clientVersion(machine);
  if (version === null) return refused(127, 'docker: command not found');
  const [verb = '', ...args] = argv;
  if (verb === '--version' || verb === '-v') return said(`Docker version ${version}, build 2d0083d\n`);
  if (verb === 'logout') return logout(machine, args[0]);
  const [act, rest] = groups[verb] === undefined ? [verbs[verb], args] : [groups[verb][args[0] ?? ''], args.slice(1)];
  if (act === undefined && verb !== 'login')
    return refused(1, `docker: '${verb}' is not a docker command.\nSee 'docker --help'`);
  if (recordOf(machine, 'docker.service').active !== 'active') {
    return refused(
      1,
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
      verb === 'version' ? `Client:\n Version:      ${version}\n\n` : '',
    );
  }
  if (verb === 'login') return login(machine, args, stdin);
  const parsed = parseArgs([verb, ...args.slice(0, args.length - rest.length)].join(' '), rest);
  if ('problem' in parsed) return refused(125, parsed.problem);
  runPods(machine);
  return act?.(machine, parsed) ?? said();
}

type Act = (machine: Machine, args: DockerArgs) => Answer;

const verbs: Readonly<Record<string, Act>> = { images: listImages, info, ps: listContainers, pull, version };

const groups: Readonly<Record<string, Readonly<Record<string, Act>>>> = {
  container: { list: listContainers, ls: listContainers, prune: pruneStopped, ps: listContainers },
  image: { list: listImages, ls: listImages, prune: pruneUnused, pull },
  network: { inspect: inspectNetwork },
  system: { info },
};

function info(machine: Machine, { format }: DockerArgs): Answer {
  const { dockerd } = stateOf(machine);
  if (dockerd === null) return refused(1, 'errors pretty printing info');
  const found = dockerInfo(machine, dockerd);
  return format === null ? said(dockerInfoText(found)) : rendered(format, found);
}

function version(machine: Machine, { format }: DockerArgs): Answer {
  const client = clientVersion(machine) ?? '';
  const server = stateOf(machine).dockerd?.version ?? '';
  if (format !== null) return rendered(format, { Client: { Version: client }, Server: { Version: server } });
  return said(`Client:\n Version:      ${client}\n\nServer:\n Version:      ${server}\n`);
}

/** `json` alone is a template from 23.0 on. */
function rendered(format: string, value: unknown): Answer {
  const result = renderTemplate(format === 'json' ? '{{json .}}' : format, value);
  return 'problem' in result ? refused(1, result.problem) : said(result.text);
}

function parseArgs(verb: string, argv: readonly string[]): DockerArgs | { readonly problem: string } {
  const words: string[] = [];
  const flags: string[] = [];
  let format: string | null = null;
  for (let index = 0; index < argv.length; index += 1) {
    const arg = argv[index] ?? '';
    if (arg === '--format' || (arg === '-f' && verb.endsWith('inspect'))) format = argv[(index += 1)] ?? '';
    else if (arg.startsWith('--format=')) format = arg.slice('--format='.length);
    else if (known.includes(arg)) flags.push(arg);
    else if (arg.startsWith('--')) return { problem: `unknown flag: ${arg}\nSee 'docker ${verb} --help'.` };
    else if (arg.startsWith('-'))
      return { problem: `unknown shorthand flag: '${arg[1] ?? ''}' in ${arg}\nSee 'docker ${verb} --help'.` };
    else words.push(arg);
  }
  return { words, format, isSet: (...names) => names.some((name) => flags.includes(name)) };
}

const known: readonly string[] = [
  '--all',
  '--force',
  '--no-trunc',
  '--quiet',
  '-a',
  '-af',
  '-aq',
  '-f',
  '-fa',
  '-q',
  '-qa',
];
