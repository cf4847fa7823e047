import { hostPath } from './host-path.ts';
import { networkPausesMs, retrying } from './retry.ts';
import type { Wait } from './retry.ts';
import type { Run } from './run.ts';

/**
 * The file at a URL is at the path.
 *
 * By apt's own helper: it goes through the proxies and checks the certificates that apt is configured for, which is how
 * the packages will come, and it knows `file:` too.
 *
 * @throws CommandFailed; `context.reason` is `offline` where the helper says so
 */
export type Download = (url: string, path: string) => Promise<void>;

/** Downloads with the programs that `run` runs. */
export function createDownload({ run, wait }: { readonly run: Run; readonly wait: Wait }): Download {
  return async (url, path) => {
    // For apt, `file:` is good where it is and comes as a link; `copy:` is put where it was asked for.
    const source = url.replace(/^file:/u, 'copy:');
    const act = () =>
      run(['apt-helper', 'download-file', source, hostPath(path)], { timeoutMs, env: { LC_ALL: 'C.UTF-8' } });
    const classify = ({ stderr }: { readonly stderr: string }) => (offline.test(stderr) ? ('offline' as const) : null);
    await retrying({ classify, delaysMs: { offline: networkPausesMs }, wait }, act);
  };
}

const offline =
  /Temporary failure resolving|Could not (?:resolve|connect)|Connection (?:failed|timed out)|unreachable/u;
const timeoutMs = 60_000;
