import * as z from 'zod';
import type { Answer, Machine } from '../contract.ts';
import { refused, said } from './answers.ts';
import { goJsonProblem } from './go-json.ts';
import { readMachineFile, writeMachineFile } from './machine-files.ts';
import { stateOf } from './state.ts';

/** `docker login [--username U] [--password P | --password-stdin] [SERVER]`; a password that starts with `bad` is refused. */
export async function login(machine: Machine, args: readonly string[], stdin: () => Promise<string>): Promise<Answer> {
  const parsed = parseLogin(args);
  if ('problem' in parsed) return refused(parsed.exitCode, parsed.problem);
  const { username, server } = parsed;
  const password = parsed.password ?? (await stdin()).replace(/\r?\n$/u, '');
  if (password === '') return refused(1, 'Error: Password Required');
  if (password.startsWith('bad')) {
    return refused(
      1,
      `Error response from daemon: Get https://${server}/v2/: unauthorized: incorrect username or password`,
    );
  }
  const { dockerLogins } = stateOf(machine);
  const others = dockerLogins.filter((each) => each.server !== server);
  dockerLogins.splice(0, dockerLogins.length, ...others, { server, username });
  const auth = Buffer.from(`${username}:${password}`).toString('base64');
  writeAuths(machine, { ...readAuths(machine), [server]: { auth } });
  const warning =
    parsed.password === null ? '' : 'WARNING! Using --password via the CLI is insecure. Use --password-stdin.\n';
  return said('Login Succeeded\n', warning);
}

type Login = { readonly username: string; readonly password: string | null; readonly server: string };

/** The password is null when it comes by standard input. */
function parseLogin(args: readonly string[]): Login | { readonly problem: string; readonly exitCode: number } {
  let [username, password, server]: (string | undefined)[] = [];
  let isByStdin = false;
  for (let index = 0; index < args.length; index += 1) {
    const [flag = '', inline] = splitFlag(args[index] ?? '');
    const value = () => inline ?? args[(index += 1)];
    if (flag === '--username' || flag === '-u') username = value();
    else if (flag === '--password' || flag === '-p') password = value();
    else if (flag === '--password-stdin') isByStdin = true;
    else if (flag.startsWith('-'))
      return { problem: `unknown flag: ${flag}\nSee 'docker login --help'.`, exitCode: 125 };
    else if (server !== undefined) return { problem: '"docker login" requires at most 1 argument.', exitCode: 1 };
    else server = flag;
  }
  if (username === undefined || username === '')
    return { problem: 'Error: Cannot perform an interactive login from a non TTY device', exitCode: 1 };
  if (isByStdin && password !== undefined)
    return { problem: '--password and --password-stdin are mutually exclusive', exitCode: 1 };
  if (!isByStdin && password === undefined)
    return { problem: 'Error: Cannot perform an interactive login from a non TTY device', exitCode: 1 };
  return { username, password: isByStdin ? null : (password ?? ''), server: server ?? defaultRegistry };
}

function splitFlag(arg: string): readonly [string, string | undefined] {
  const [, flag, value] = /^(--[\w-]+)=(.*)$/su.exec(arg) ?? [];
  return flag === undefined ? [arg, undefined] : [flag, value];
}

/** `docker logout [SERVER]`; needs no daemon. */
export function logout(machine: Machine, server = defaultRegistry): Answer {
  const { dockerLogins } = stateOf(machine);
  const isKnown = dockerLogins.some((each) => each.server === server);
  if (!isKnown) return said(`Not logged in to ${server}\n`);
  dockerLogins.splice(0, dockerLogins.length, ...dockerLogins.filter((each) => each.server !== server));
  writeAuths(machine, Object.fromEntries(Object.entries(readAuths(machine)).filter(([name]) => name !== server)));
  return said(`Removing login credentials for ${server}\n`);
}

type Auths = Readonly<Record<string, { readonly auth: string }>>;

function readAuths(machine: Machine): Auths {
  return readConfig(machine).auths;
}

/** What else is in the file stays. A file that is no JSON is started anew, as docker does. */
function writeAuths(machine: Machine, auths: Auths): void {
  writeMachineFile(machine, configFile, `${JSON.stringify({ ...readConfig(machine), auths }, null, '\t')}\n`, 0o600);
}

function readConfig(machine: Machine): z.infer<typeof configSchema> {
  const text = readMachineFile(machine, configFile) ?? '{}';
  return goJsonProblem(text) === null ? configSchema.parse(JSON.parse(text)) : { auths: {} };
}

const configFile = '/root/.docker/config.json';
const defaultRegistry = 'https://index.docker.io/v1/';
const configSchema = z.looseObject({ auths: z.record(z.string(), z.object({ auth: z.string() })).default({}) });
