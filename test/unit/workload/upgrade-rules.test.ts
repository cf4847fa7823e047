import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ok } from '../../../src/host/host.ts';
import { parseKubernetesVersion, supportedKubernetes } from '../../../src/workload/kubernetes-version.ts';
import { judgeUpgrade } from '../../../src/workload/upgrade-rules.ts';
import type { KnownServer, UpgradeFacts } from '../../../src/workload/upgrade-rules.ts';

interface Given {
  readonly from: string | null;
  readonly to: string | null;
  readonly server?: string;
  readonly isForced?: boolean;
  readonly by?: string;
}

const serverOf = (text: string): KnownServer =>
  text === 'none' || text === 'silent' || text === 'unreadable' ? text : (parseKubernetesVersion(text) ?? 'unreadable');

/** The step of kubelet alone, by a charm that can configure every version. */
function judge({ from, to, server = '1.31.0', isForced = false, by = 'channel' }: Given, more?: Partial<UpgradeFacts>) {
  return judgeUpgrade({
    steps: [{ snap: 'kubelet', by, installed: from, target: to }],
    server: serverOf(server),
    isForced,
    supported: ok,
    ...more,
  });
}

const said = (given: Given) => {
  const { verdict } = judge(given);
  if (verdict.kind === 'allowed') return 'allowed';
  return verdict.kind === 'waiting' ? verdict.on : `${verdict.canForce ? 'unless forced' : 'never'}: ${verdict.why}`;
};

describe('an upgrade of kubelet', () => {
  it.each<Given & { readonly expected: string }>([
    { from: '1.30.1', to: '1.30.4', expected: 'allowed' },
    { from: '1.30.4', to: '1.30.1', expected: 'allowed' },
    { from: '1.30.1', to: '1.31.0', expected: 'allowed' },
    { from: '1.28.1', to: '1.31.0', expected: 'allowed' },
    { from: '1.9.7', to: '1.10.2', server: '1.10.2', expected: 'allowed' },
    { from: null, to: '1.31.0', server: 'silent', expected: 'allowed' },
    { from: null, to: null, server: 'silent', expected: 'allowed' },
    { from: '1.30.1', to: '1.30.1', server: '1.29.0', expected: 'allowed' },
    { from: '1.30.1', to: '1.31.0', server: 'none', expected: 'allowed' },
    {
      ...{ from: '1.10.2', to: '1.9.8' },
      expected: 'unless forced: channel: kubelet would go back from 1.10.2 to 1.9.8, which Kubernetes does not support',
    },
    {
      ...{ from: '1.30.1', to: '1.31.0', server: '1.30.9' },
      expected: 'unless forced: channel: kubelet 1.31.0 would be newer than the API server, which is 1.30.9',
    },
    {
      ...{ from: '1.30.1', to: 'v1.31', by: 'resource kubelet' },
      expected: 'unless forced: resource kubelet: the version of kubelet there cannot be read: v1.31',
    },
    {
      ...{ from: 'git', to: '1.31.0' },
      expected: 'unless forced: channel: the version of the installed kubelet cannot be read: git',
    },
    {
      ...{ from: '1.30.1', to: null, by: 'resource kubelet' },
      expected: 'unless forced: resource kubelet: snap cannot tell what is in the file',
    },
    {
      ...{ from: '1.30.1', to: '1.31.0', server: 'unreadable' },
      expected: 'unless forced: channel: kubelet 1.31.0: the version of the API server cannot be read',
    },
    {
      ...{ from: '1.30.1', to: '1.31.0', server: 'silent' },
      expected: 'Waiting for the API server to tell its version (channel: kubelet 1.31.0)',
    },
    {
      ...{ from: '1.30.1', to: null },
      expected: 'Waiting for the snap store to tell which kubelet the channel has',
    },
  ])('from $from to $to with the API server $server: $expected', ({ expected, ...given }) => {
    expect(said(given)).toBe(expected);
    expect(said({ ...given, isForced: true })).toBe('allowed');
  });

  it('to a version that the charm cannot configure is refused, also by force', () => {
    const given = { from: '1.10.2', to: '1.11.0', isForced: true };
    expect(judge(given, { supported: supportedKubernetes }).verdict).toEqual({
      kind: 'refused',
      why: 'channel: Kubernetes 1.11.0 is not supported by this charm; supported: 1.10',
      canForce: false,
    });
  });

  it.each([
    ['1.30.1', '1.31.0', true],
    ['1.31.0', '1.30.1', true],
    ['1.30.1', '1.30.4', false],
    ['1.30.1', '1.30.1', false],
    [null, '1.30.1', false],
    ['git', '1.30.1', true],
    ['1.30.1', 'git', true],
  ])('from %s to %s moves pods: %s', (from, to, isMinorStep) => {
    expect(judge({ from, to, isForced: true }).isMinorStep).toBe(isMinorStep);
  });

  it.each([
    ['1.30.4', '1.30.1', ['kubelet goes back from 1.30.4 to 1.30.1']],
    ['1.28.4', '1.31.0', ['kubelet skips minor versions on its way from 1.28.4 to 1.31.0']],
    ['1.30.1', '1.31.0', []],
    ['1.30.1', '1.30.4', []],
  ])('from %s to %s warns of %j', (from, to, warnings) => {
    expect(judge({ from, to }).warnings).toEqual(warnings);
  });

  it('is held to what is said of kube-proxy too, and to what an operator must solve before what solves itself', () => {
    const steps = [
      { snap: 'kubelet', by: 'channel', installed: '1.30.1', target: null },
      { snap: 'kube-proxy', by: 'resource kube-proxy', installed: '1.30.1', target: '1.29.1' },
    ] as const;
    expect(judge({ from: null, to: null }, { steps }).verdict).toMatchObject({
      kind: 'refused',
      why: 'resource kube-proxy: kube-proxy would go back from 1.30.1 to 1.29.1, which Kubernetes does not support',
    });
  });

  it('never makes kubelet newer than its API server, or older by a minor version, unless it is forced', () => {
    const minor = fc.integer({ min: 9, max: 33 });
    const patch = fc.integer({ min: 0, max: 20 });
    fc.assert(
      fc.property(minor, patch, minor, patch, minor, (now, nowPatch, next, nextPatch, server) => {
        const [from, to] = [`1.${now}.${nowPatch}`, `1.${next}.${nextPatch}`];
        const isAllowed = judge({ from, to, server: `1.${server}.0` }).verdict.kind === 'allowed';
        expect(isAllowed).toBe(from === to || (next >= now && next <= server));
      }),
    );
  });
});
