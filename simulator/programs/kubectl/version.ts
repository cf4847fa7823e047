import * as z from 'zod';
import { goJson } from './go-json.ts';
import { Refusal, expectObject } from './refusal.ts';
import type { Session } from './session.ts';

/** `kubectl version [--client] [--output=json]`. */
export async function version(
  { args, said, version: own }: Pick<Session, 'args' | 'said' | 'version'>,
  connect: () => Promise<Session['client']>,
): Promise<void> {
  const output = args.flag('output') ?? '';
  if (!['', 'json', 'yaml'].includes(output)) throw new Refusal(`error: --output must be 'yaml' or 'json'`);
  const [major = '', minor = ''] = own.text.split('.');
  const clientVersion = { major, minor, gitVersion: `v${own.text}`, gitTreeState: 'clean', platform: 'linux/amd64' };
  const print = (found: Readonly<Record<string, { readonly gitVersion: string }>>) => {
    if (output === 'json') said.stdout += `${goJson(found, 2)}\n`;
    else
      for (const [name, { gitVersion }] of Object.entries(found))
        said.stdout += `${name === 'clientVersion' ? 'Client' : 'Server'} Version: ${gitVersion}\n`;
  };
  if (args.has('client')) return print({ clientVersion });
  try {
    const { status, body } = await (await connect()).ask({ method: 'GET', path: '/version' });
    if (status >= 400) expectObject({ status, body });
    print({ clientVersion, serverVersion: serverSchema.parse(body) });
  } catch (error) {
    // What it knows of itself it says in any case.
    print({ clientVersion });
    throw error;
  }
}

const serverSchema = z.looseObject({ gitVersion: z.string() });
