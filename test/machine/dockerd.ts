import type { TestMachine } from './a-machine.ts';

/** What `docker info` says about one thing, for example `{{json .Labels}}`. */
export async function dockerInfo({ run }: TestMachine, format: string): Promise<string> {
  return (await run(['docker', 'info', '--format', format])).stdout.trim();
}

export interface Life {
  /** systemd gives every start of a service another one. */
  readonly invocation: string;
  /** How often systemd has started dockerd since the machine booted. */
  readonly starts: number;
}

/** Which dockerd runs, and the how many-th it is. @throws when none runs */
export async function lifeOfDockerd({ run }: TestMachine): Promise<Life> {
  const properties = '--property=ActiveState,SubState,InvocationID';
  const shown = (await run(['systemctl', 'show', properties, 'docker.service'])).stdout;
  if (!/^ActiveState=active$/mu.test(shown) || !/^SubState=running$/mu.test(shown)) {
    throw new Error(`dockerd does not run: ${shown}`);
  }
  const journal = await run(['journalctl', '--unit=docker.service', '--output=cat', '--no-pager']);
  return {
    invocation: /^InvocationID=(\S+)$/mu.exec(shown)?.[1] ?? '',
    starts: journal.stdout.split('\n').filter((line) => line.startsWith('Started docker.service')).length,
  };
}
