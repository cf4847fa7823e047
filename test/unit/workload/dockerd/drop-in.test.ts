import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderDockerDropIn } from '../../../../src/workload/dockerd/drop-in.ts';

const none = { httpProxy: '', httpsProxy: '', noProxy: '', iptables: '/sbin/iptables', start: null };

describe("the drop-in of Docker's unit", () => {
  it('lets pods of other nodes through whenever Docker starts', () => {
    const lines = [
      '[Service]',
      'EnvironmentFile=-/etc/default/docker',
      'ExecStartPost=/sbin/iptables -w 300 -P FORWARD ACCEPT',
    ];
    expect(renderDockerDropIn(none)).toEqual({ ok: true, value: `${lines.join('\n')}\n` });
  });

  it('takes iptables from where it is', () => {
    const rendered = renderDockerDropIn({ ...none, iptables: '/usr/sbin/iptables' });
    expect(rendered.ok && rendered.value).toContain('ExecStartPost=/usr/sbin/iptables -w 300 -P FORWARD ACCEPT\n');
  });

  it('takes the command of the unit back before it gives another', () => {
    const rendered = renderDockerDropIn({ ...none, start: '/usr/bin/dockerd -H fd:// $DOCKER_OPTS' });
    expect(rendered.ok && rendered.value.split('\n').slice(2, 4)).toEqual([
      'ExecStart=',
      'ExecStart=/usr/bin/dockerd -H fd:// $DOCKER_OPTS',
    ]);
  });

  it('sets no_proxy alone', () => {
    const rendered = renderDockerDropIn({ ...none, noProxy: '10.0.0.0/8,.local' });
    expect(rendered.ok && rendered.value.split('\n').slice(3)).toEqual([
      'Environment="NO_PROXY=10.0.0.0/8,.local"',
      '',
    ]);
  });

  it('quotes for systemd', () => {
    const rendered = renderDockerDropIn({ ...none, httpProxy: 'http://u:p%40"\\@h:1' });
    expect(rendered.ok && rendered.value.split('\n')[3]).toBe(
      String.raw`Environment="HTTP_PROXY=http://u:p%%40\"\\@h:1"`,
    );
  });

  it.each([
    ['http_proxy', { ...none, httpProxy: 'http://h\nExecStart=/bin/sh' }],
    ['https_proxy', { ...none, httpsProxy: 'a\u0007' }],
    ['no_proxy', { ...none, noProxy: 'a\nb' }],
    ['https_proxy', { ...none, httpsProxy: 'a'.repeat(2025) }],
  ])('is not rendered with a bad %s, whose value stays unsaid', (option, proxies) => {
    const rendered = renderDockerDropIn(proxies);
    expect(rendered.ok ? null : rendered.error.option).toBe(option);
    expect(rendered.ok ? '' : rendered.error.problem).not.toMatch(/ExecStart|aaa/u);
  });

  it('gives systemd back what was set', () => {
    fc.assert(
      fc.property(fc.string(), (httpProxy) => {
        const rendered = renderDockerDropIn({ ...none, httpProxy });
        fc.pre(rendered.ok && httpProxy.trim() !== '');
        const [, quoted = ''] = /^Environment="HTTP_PROXY=(.*)"$/mu.exec(rendered.ok ? rendered.value : '') ?? [];
        expect(quoted.replaceAll('%%', '%').replace(/\\(.)/gu, '$1')).toBe(httpProxy.trim());
      }),
    );
  });
});
