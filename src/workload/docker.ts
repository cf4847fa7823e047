import { err, ok } from '../host/host.ts';
import type { Result } from '../host/host.ts';
import type { OptionInvalid } from './option-invalid.ts';

/** The runtime that `docker_runtime` asks for. */
export function parseDockerRuntime(text: string): Result<'apt', OptionInvalid> {
  const option = 'docker_runtime';
  const runtime = text.trim();
  if (runtime === 'auto' || runtime === 'apt') return ok('apt');
  const shown = JSON.stringify(runtime.slice(0, 40));
  const problem = otherRuntimes.includes(runtime)
    ? `${shown} is not available: this version of the charm installs Docker from the Ubuntu archive only`
    : `${shown} is not known`;
  return err({ option, problem, accepted: 'auto or apt' });
}

const otherRuntimes: readonly string[] = ['nvidia', 'upstream', 'custom'];
