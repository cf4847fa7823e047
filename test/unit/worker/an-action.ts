import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createFiles } from '../../../src/host/host.ts';
import { createActionTools, createTools } from '../../../src/juju/juju.ts';
import { canonicalJson } from '../../../src/worker/canonical-json.ts';
import { runAction } from '../../../src/worker/run-action.ts';
import { startTrace } from '../../../src/worker/trace.ts';
import { aFolder } from '../host/stand-ins.ts';
import type { TestMachine } from '../host/stand-ins.ts';
import { TinyJuju } from '../juju/tiny-juju.ts';

/** How an action ended for the operator. */
export interface ActionEnd {
  /** As `action-set` was told, one `KEY=VALUE` each. */
  readonly results: readonly string[];
  /** What `action-fail` was told; null when it was not. */
  readonly failure: string | null;
  readonly warnings: readonly string[];
}

/** The action was run on the machine, by a charm whose folder holds these state files. */
export async function runOn(
  { machine }: Pick<TestMachine, 'machine'>,
  name: string,
  given: {
    readonly parameters?: unknown;
    readonly config?: unknown;
    readonly state?: object;
    readonly record?: object;
  } = {},
): Promise<ActionEnd & { readonly charmDir: string }> {
  const charmDir = aFolder();
  const keep = (file: string, content: object) => {
    mkdirSync(path.join(charmDir, '.state'), { recursive: true });
    writeFileSync(path.join(charmDir, '.state', file), JSON.stringify(content));
  };
  if (given.state !== undefined) keep('state.json', given.state);
  if (given.record !== undefined) keep('machine.json', { schema: 1, fingerprintKey: 'ab'.repeat(32), ...given.record });
  const juju = new TinyJuju();
  for (const tool of ['action-set', 'action-fail', 'action-log']) juju.answers.set(tool, '');
  juju.answers.set('action-get', JSON.stringify(given.parameters ?? {}));
  juju.answers.set('config-get', JSON.stringify(given.config ?? {}));
  const warnings: string[] = [];
  await runAction({
    action: {
      kind: 'action',
      name,
      unit: juju.unit,
      app: 'kubernetes-worker',
      charmDir,
      modelName: 'default',
      modelUuid: 'cdac5656-2423-4388-8f30-41854b4cca7d',
      jujuVersion: '2.9.46',
      principal: null,
    },
    machine,
    jujuFiles: createFiles({ root: '' }),
    tools: createTools(juju.run),
    actionTools: createActionTools(juju.run),
    trace: startTrace(`action ${name}`, '2026-01-01T00:00:00Z'),
    warn: (text) => warnings.push(text),
    randomKey: () => 'cd'.repeat(32),
    proxies: { http: '', https: '', none: '' },
    fingerprintWith: () => canonicalJson,
  });
  return {
    charmDir,
    warnings,
    results: juju.argvsOf('action-set').flatMap(([, , ...pairs]) => pairs),
    failure: juju.argvsOf('action-fail')[0]?.[2] ?? null,
  };
}
