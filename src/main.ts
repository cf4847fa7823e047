import { createHmac, randomBytes } from 'node:crypto';
import { createFiles, createMachine, createRun } from './host/host.ts';
import { createActionTools, createTools, readHookContext, remember } from './juju/juju.ts';
import { canonicalJson } from './worker/canonical-json.ts';
import { reportError } from './worker/report-error.ts';
import { runAction } from './worker/run-action.ts';
import { runHook } from './worker/run-hook.ts';
import type { Proxies } from './worker/input-types.ts';
import { startTrace } from './worker/trace.ts';

/** The composition root: the environment comes in, an exit code goes out. Every hook and action of the charm starts here. */
async function main(env: NodeJS.ProcessEnv): Promise<number> {
  const context = readHookContext(env);
  if (!context.ok) {
    process.stderr.write(`kubernetes-worker: not called by Juju: ${context.error}\n`);
    return 2;
  }
  const called = context.value;
  const root = env['KUBERNETES_WORKER_ROOT'] ?? '';
  const trace = startTrace(called.kind === 'action' ? `action ${called.name}` : called.name, new Date().toISOString());
  const files = createFiles({ root });
  const jujuFiles = createFiles({ root: '' });
  const run = createRun({ root, env: programEnvironment(env), onCommand: trace.command });
  const runTool = createRun({ root, env: toolEnvironment(env), onCommand: trace.command });
  const warn = (text: string) => process.stderr.write(`kubernetes-worker: ${text}\n`);
  const shared = {
    machine: createMachine({ run, files }),
    jujuFiles,
    tools: remember(createTools(runTool)),
    trace,
    warn,
    randomKey: () => randomBytes(32).toString('hex'),
    proxies: modelProxies(env),
    fingerprintWith: (key: string) => (value: unknown) =>
      createHmac('sha256', Buffer.from(key, 'hex')).update(canonicalJson(value)).digest('hex').slice(0, 32),
  };
  let exitCode = 0;
  try {
    if (called.kind === 'action') {
      await runAction({ ...shared, action: called, actionTools: createActionTools(runTool) });
    } else {
      await runHook({ ...shared, hook: called });
    }
  } catch (error) {
    const report = reportError(error);
    for (const line of report.lines) warn(line);
    trace.note('failed', report.lines[0] ?? 'unknown');
    exitCode = report.exitCode;
  }
  await trace
    .save(jujuFiles, `${called.charmDir}/.state`)
    .catch((error: unknown) => warn(`no trace: ${String(error)}`));
  return exitCode;
}

/** The proxies that the model sets for charms; empty where it sets none. */
function modelProxies(env: NodeJS.ProcessEnv): Proxies {
  return {
    http: env['JUJU_CHARM_HTTP_PROXY'] ?? '',
    https: env['JUJU_CHARM_HTTPS_PROXY'] ?? '',
    none: env['JUJU_CHARM_NO_PROXY'] ?? '',
  };
}

/** What programs of the machine may see: nothing of Juju, no secrets, the proxies that the model sets for charms. */
function programEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const { http, https, none } = modelProxies(env);
  const proxies = { http_proxy: http, https_proxy: https, no_proxy: none };
  return {
    // apt-helper, which downloads as apt does, is in no folder of PATH.
    PATH: [
      env['PATH'] ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      '/snap/bin',
      '/usr/lib/apt',
    ].join(':'),
    HOME: '/root',
    LANG: 'C.UTF-8',
    DEBIAN_FRONTEND: 'noninteractive',
    ...Object.fromEntries(Object.entries(proxies).filter(([, value]) => value !== '')),
  };
}

/** Hook tools find the unit agent by the variables that Juju set. */
function toolEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const isMeant = (name: string) => name.startsWith('JUJU_') || ['PATH', 'LANG', 'CHARM_DIR'].includes(name);
  return Object.fromEntries(
    Object.entries(env).filter((each): each is [string, string] => isMeant(each[0]) && each[1] !== undefined),
  );
}

void main(process.env).then((exitCode) => {
  process.exitCode = exitCode;
});
