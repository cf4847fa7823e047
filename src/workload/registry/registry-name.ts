import { err, ok } from '../../host/host.ts';
import type { Result } from '../../host/host.ts';
import { hostNameProblem } from '../host-name.ts';

/** What images of the registry are called by: `HOST/IMAGE` or `HOST:PORT/IMAGE`. */
export interface RegistryName {
  readonly host: string;
  /** `HOST` or `HOST:PORT`: as docker and kubelet keep credentials. */
  readonly text: string;
}

/**
 * The registry that the parameter `domain` names, or what is wrong with it. An Ingress has no port to choose.
 *
 * docker takes `registry/image` for an image of Docker Hub, so that the name has a dot or a port.
 */
export function parseRegistryName(
  text: string,
  { mayHavePort }: { readonly mayHavePort: boolean },
): Result<RegistryName, string> {
  const [host = '', port, ...more] = text.split(':');
  const problem = hostNameProblem(host);
  if (problem !== null) return err(problem);
  if (port !== undefined && !mayHavePort) return err('it has a port, and an Ingress serves port 443 only');
  if (more.length > 0 || (port !== undefined && !isPort(port)))
    return err('what follows the colon is no port from 1 to 65535');
  if (port === undefined && !host.includes('.'))
    return err('it has no dot, and docker would not take it for a registry');
  return ok({ host, text });
}

function isPort(text: string): boolean {
  return /^[1-9]\d{0,4}$/u.test(text) && Number(text) <= 65_535;
}
