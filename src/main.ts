import { createHmac, randomBytes } from 'node:crypto';
import { createFiles, createMachine, createRun } from './host/host.ts';
import { createTools, readHookContext, remember } from './juju/juju.ts';
import { canonicalJson } from './worker/canonical-json.ts';
import { reportError } from './worker/report-error.ts';
import { runHook } from './worker/run-hook.ts';
import { startTrace } from './worker/trace.ts';

/** The composition root: the environment comes in, an exit code goes out. Every hook of the charm starts here. */
async function main(env: NodeJS.ProcessEnv): Promise<number> {
  const context = readHookContext(env);
  if (!context.ok) {
    process.stderr.write(`kubernetes-worker: not called by Juju: ${context.error}\n`);
    return 2;
  }
  if (context.value.kind === 'action') {
    process.stderr.write(`kubernetes-worker: there is no action ${context.value.name}\n`);
    return 1;
  }
  const hook = context.value;
  const root = env['KUBERNETES_WORKER_ROOT'] ?? '';
  const trace = startTrace(hook.name, new Date().toISOString());
  const files = createFiles({ root });
  const jujuFiles = createFiles({ root: '' });
  const run = createRun({ root, env: programEnvironment(env), onCommand: trace.command });
  const tools = remember(createTools(createRun({ root, env: toolEnvironment(env), onCommand: trace.command })));
  const warn = (text: string) => process.stderr.write(`kubernetes-worker: ${text}\n`);
  let exitCode = 0;
  try {
    await runHook({
      hook,
      machine: createMachine({ run, files }),
      jujuFiles,
      tools,
      trace,
      warn,
      randomKey: () => randomBytes(32).toString('hex'),
      fingerprintWith: (key) => (value) =>
        createHmac('sha256', Buffer.from(key, 'hex')).update(canonicalJson(value)).digest('hex').slice(0, 32),
    });
  } catch (error) {
    const report = reportError(error);
    for (const line of report.lines) warn(line);
    trace.note('failed', report.lines[0] ?? 'unknown');
    exitCode = report.exitCode;
  }
  await trace.save(jujuFiles, `${hook.charmDir}/.state`).catch((error: unknown) => warn(`no trace: ${String(error)}`));
  return exitCode;
}

/** What programs of the machine may see: nothing of Juju, no secrets, the proxies that the model sets for charms. */
function programEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const proxies = {
    http_proxy: env['JUJU_CHARM_HTTP_PROXY'],
    https_proxy: env['JUJU_CHARM_HTTPS_PROXY'],
    no_proxy: env['JUJU_CHARM_NO_PROXY'],
  };
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
    ...Object.fromEntries(Object.entries(proxies).filter((each): each is [string, string] => (each[1] ?? '') !== '')),
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
