import type { KeyObject } from 'node:crypto';
import { err, ok, secret } from '../../host/host.ts';
import type { Result, Secret } from '../../host/host.ts';
import { bytesOf } from '../quantity.ts';
import { decodeBase64, decodeUtf8 } from './base64.ts';
import { chainProblems, daysLeft, hasCommonNameOnly, parseChain } from './certificate-chain.ts';
import type { CertificateChain } from './certificate-chain.ts';
import { isPasswordOf, parseHtpasswd, parseLogin } from './htpasswd.ts';
import type { Htpasswd, Login } from './htpasswd.ts';
import type { ParameterInvalid, RegistryParameters, RegistryWanted } from './parameters.ts';
import { parseServerKey } from './private-key.ts';
import { parseRegistryName } from './registry-name.ts';

/**
 * The registry that the parameters describe, or everything that is wrong with them, sorted by parameter.
 *
 * Nothing is left that the API server, the registry or the ingress controller would find only later.
 */
export async function checkRegistryParameters(
  given: RegistryParameters,
  nowMs: number,
): Promise<Result<RegistryWanted, readonly ParameterInvalid[]>> {
  const [chain, key] = [readFile(given, 'tlscert', parseChain), readFile(given, 'tlskey', parseServerKey)];
  const [users, login] = [readFile(given, 'htpasswd', parseHtpasswd), readFile(given, 'htpasswd-plain', parseLogin)];
  const name = readDomain(given);
  const own = [chain, key, users, login, name].flatMap((each) => (each.ok ? [] : [each.error]));
  const together = [
    ...(chain.ok && name.ok ? chainProblems(chain.value.is, name.value.host, nowMs).map(about('tlscert')) : []),
    ...(chain.ok && key.ok ? pairProblems(chain.value.is, key.value.is).map(about('tlskey')) : []),
    ...(users.ok && login.ok ? (await loginProblems(users.value.is, login.value.is)).map(about('htpasswd-plain')) : []),
  ];
  const problems = [...own, ...together, ...storageProblems(given)];
  if (problems.length > 0 || !chain.ok || !key.ok || !users.ok || !login.ok || !name.ok) return err(sorted(problems));
  const { user, password } = login.value.is;
  return ok({
    domain: name.value.text,
    hasIngress: given.ingress,
    htpasswd: users.value.base64,
    tlsCertificate: chain.value.base64,
    tlsKey: key.value.base64,
    login: secret(Buffer.from(`${user}:${password}`).toString('base64')),
    storage: { storageClass: given['storage-class'] || null, size: given.size || null },
    certificate: {
      daysLeft: daysLeft(chain.value.is, nowMs),
      hasCommonNameOnly: hasCommonNameOnly(chain.value.is),
    },
  });
}

/** What a file stands for, and the file itself in base64 without line ends. */
interface GivenFile<T> {
  readonly is: T;
  readonly base64: Secret;
}

function readFile<T>(
  given: RegistryParameters,
  parameter: 'tlscert' | 'tlskey' | 'htpasswd' | 'htpasswd-plain',
  parse: (text: string) => Result<T, string>,
): Result<GivenFile<T>, ParameterInvalid> {
  const value = given[parameter];
  if (value === '') return err(missing(parameter));
  if (value.length > longestFile) {
    return err(invalid(parameter, `it has ${value.length} characters, of at most ${longestFile}`));
  }
  const bytes = decodeBase64(value);
  if (bytes === null) return err(invalid(parameter, 'it is no base64'));
  const text = decodeUtf8(bytes);
  if (text === null) return err(invalid(parameter, 'it is base64 of something that is no text'));
  const parsed = parse(text);
  if (!parsed.ok) return err(invalid(parameter, parsed.error));
  return ok({ is: parsed.value, base64: secret(bytes.toString('base64')) });
}

function readDomain({ domain, ingress }: RegistryParameters) {
  if (domain === '') return err(missing('domain'));
  const name = parseRegistryName(domain, { mayHavePort: !ingress });
  return name.ok ? name : err(invalid('domain', name.error));
}

function pairProblems({ leaf, others }: CertificateChain, key: KeyObject): readonly string[] {
  if (leaf.checkPrivateKey(key)) return [];
  const isBehind = others.some((other) => other.checkPrivateKey(key));
  return [isBehind ? 'it is of a later certificate in tlscert, which must be the first' : 'it is not that of tlscert'];
}

async function loginProblems(users: Htpasswd, { user, password }: Login): Promise<readonly string[]> {
  const hash = users.get(user);
  if (hash === undefined) return ['htpasswd has no such user'];
  return (await isPasswordOf(hash, password)) ? [] : ['htpasswd has another password for this user'];
}

function storageProblems({ size, 'storage-class': storageClass }: RegistryParameters): readonly ParameterInvalid[] {
  const bytes = size === '' ? smallest : (bytesOf(size) ?? 0n);
  return [
    // As names of objects in Kubernetes are.
    ...(storageClass === '' || (/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/u.test(storageClass) && storageClass.length <= 253)
      ? []
      : [invalid('storage-class', 'it is no name of a storage class')]),
    ...(bytes < smallest || bytes > largest ? [invalid('size', 'it is no such amount')] : []),
  ];
}

function missing(parameter: ParameterInvalid['parameter']): ParameterInvalid {
  return { ...invalid(parameter, `parameter ${parameter} is required`), isMissing: true };
}

function invalid(parameter: ParameterInvalid['parameter'], problem: string): ParameterInvalid {
  return { parameter, problem, accepted: accepted[parameter], isMissing: false };
}

function about(parameter: ParameterInvalid['parameter']): (problem: string) => ParameterInvalid {
  return (problem) => invalid(parameter, problem);
}

function sorted(problems: readonly ParameterInvalid[]): readonly ParameterInvalid[] {
  const order = Object.keys(accepted);
  return [...problems].sort((a, b) => order.indexOf(a.parameter) - order.indexOf(b.parameter));
}

/** In the order in which the charm of 2018 complained. */
const accepted: Readonly<Record<ParameterInvalid['parameter'], string>> = {
  tlscert: 'base64 of a certificate in PEM for the domain that is valid today, followed by those that vouch for it',
  tlskey: 'base64 of the private key of that certificate in PEM, RSA or EC, not encrypted',
  domain: 'a name such as registry.example.com, without ingress also with a port',
  htpasswd: 'base64 of lines such as those of `htpasswd -nbB USER PASSWORD`',
  'htpasswd-plain': 'base64 of USER:PASSWORD, a user of htpasswd',
  ingress: 'true or false',
  'storage-class': 'a name in lower case, such as those of `kubectl get storageclass`',
  size: 'an amount such as 20Gi, from 1Mi to 1Pi',
};
/** Kubernetes keeps objects of up to 1 MiB, and what was applied in them once more, up to 256 KiB. */
const longestFile = 90_000;
const smallest = 2n ** 20n;
const largest = 2n ** 50n;
