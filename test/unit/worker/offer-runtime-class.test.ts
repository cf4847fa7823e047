import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { RuntimeKind } from '../../../src/juju/juju.ts';
import { offerRuntimeClass } from '../../../src/worker/handlers/offer-runtime-class.ts';
import { handlerPorts } from './handler-ports.ts';

const file = '/root/cdk/addons/nvidia-runtime-class.yaml';

/** A node and its cluster, which has what kubectl applied and has not deleted. */
async function aNode(failure?: string) {
  const world = await handlerPorts();
  const cluster = `'${world.files.realPath('/cluster.yaml')}'`;
  const obeying = `case "$2 $3" in 'apply -f') /bin/cat "$4" > ${cluster};; 'delete -f') /bin/rm ${cluster};; esac`;
  world.script('kubectl', failure === undefined ? obeying : `echo '${failure}' >&2; exit 1`);
  const run = (given: {
    readonly version?: string;
    readonly runtime?: RuntimeKind | null;
    readonly driver?: string | null;
    readonly container?: string | null;
  }) =>
    offerRuntimeClass.run({
      hook: 'update-status',
      inputs: {
        'drift.runtime-class': {},
        'host.container': given.container ?? null,
        'host.kubelet-version': { revision: '1', version: given.version ?? '1.28.3' },
        'host.nvidia': { gpus: 1, driver: given.driver === undefined ? '535.104.05' : given.driver },
        'machine.runtime': given.runtime === undefined ? 'nvidia' : given.runtime,
      },
      ports: world.ports,
    });
  return { ...world, run, cluster: () => world.files.readText('/cluster.yaml') };
}

describe('the RuntimeClass nvidia', () => {
  it('is in the cluster of a node whose GPUs can be used, and on record', async () => {
    const { run, ports, cluster } = await aNode();
    expect(await run({})).toMatchObject({ kind: 'done' });
    expect(parse((await cluster()) ?? '')).toEqual({
      apiVersion: 'node.k8s.io/v1',
      kind: 'RuntimeClass',
      metadata: { name: 'nvidia' },
      handler: 'nvidia',
      scheduling: { nodeSelector: { gpu: 'true' } },
    });
    expect(ports.record.now().manifests).toEqual([file]);
  });

  it.each([
    ['below Kubernetes 1.24, where dockerd gives pods its own default', { version: '1.23.17' }],
    ['before the driver is loaded', { driver: null }],
    ['with the runtime of another', { runtime: 'apt' }],
    ['in a container', { container: 'lxc' }],
  ] as const)('is not applied %s', async (_title, given) => {
    const { run, files, cluster } = await aNode();
    expect(await run(given)).toMatchObject({ kind: 'done' });
    expect([await files.stat(file), await cluster()]).toEqual([null, null]);
  });

  it('stays in the cluster when this node has no GPU any more', async () => {
    const { run, ports, cluster } = await aNode();
    await run({});
    await run({ runtime: 'apt' });
    expect(await cluster()).toContain('name: nvidia');
    expect(ports.record.now().manifests).toEqual([file]);
  });

  it('is waited for while the API refuses it', async () => {
    const { run } = await aNode('Unable to connect to the server');
    expect(await run({})).toMatchObject({
      kind: 'waiting',
      on: 'Applying the RuntimeClass nvidia: Unable to connect to the server',
    });
  });
});
