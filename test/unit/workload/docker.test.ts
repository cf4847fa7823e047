import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDockerRuntime, renderDockerDefaults, renderDockerDropIn } from '../../../src/workload/docker.ts';

const none = { httpProxy: '', httpsProxy: '', noProxy: '' };

describe('docker_runtime', () => {
  it.each(['auto', 'apt', ' apt '])('%j is the archive of Ubuntu', (text) => {
    expect(parseDockerRuntime(text)).toEqual({ ok: true, value: 'apt' });
  });

  it.each(['nvidia', 'upstream', 'custom'])('%s is refused because this version has it not', (text) => {
    const problem = `"${text}" is not available: this version of the charm installs Docker from the Ubuntu archive only`;
    expect(parseDockerRuntime(text)).toEqual({
      ok: false,
      error: { option: 'docker_runtime', problem, accepted: 'auto or apt' },
    });
  });

  it.each(['', 'podman', 'Auto'])('%j is refused as unknown', (text) => {
    const error = { option: 'docker_runtime', problem: `"${text}" is not known`, accepted: 'auto or apt' };
    expect(parseDockerRuntime(text)).toEqual({ ok: false, error });
  });
});

describe('/etc/default/docker', () => {
  it.each(['--a="b"', '--a\n--b', 'a\\', 'a\u0000', 'a\rb'])('is not rendered from %j', (dockerOpts) => {
    const rendered = renderDockerDefaults({ dockerOpts, runtime: 'apt' });
    expect(rendered.ok ? null : rendered.error.option).toBe('docker-opts');
  });

  it('takes a line that ends with a line break, as YAML blocks do', () => {
    const rendered = renderDockerDefaults({ dockerOpts: '--debug\n', runtime: 'apt' });
    expect(rendered.ok && rendered.value.endsWith('\nDOCKER_OPTS="  --debug"\n')).toBe(true);
  });

  it('holds every accepted text unchanged in one quoted line', () => {
    fc.assert(
      fc.property(fc.string(), (dockerOpts) => {
        const rendered = renderDockerDefaults({ dockerOpts, runtime: 'apt' });
        fc.pre(rendered.ok);
        const lines = rendered.ok ? rendered.value.split('\n').slice(5) : [];
        expect(lines).toEqual([`DOCKER_OPTS="  ${dockerOpts.trim()}"`, '']);
        expect(lines[0]?.match(/"/gu)).toHaveLength(2);
      }),
    );
  });
});

describe("the drop-in of Docker's unit", () => {
  it('lets pods of other nodes through whenever Docker starts', () => {
    const text = '[Service]\nExecStartPost=/sbin/iptables -w 300 -P FORWARD ACCEPT\n';
    expect(renderDockerDropIn(none)).toEqual({ ok: true, value: text });
  });

  it('sets no_proxy alone', () => {
    const rendered = renderDockerDropIn({ ...none, noProxy: '10.0.0.0/8,.local' });
    expect(rendered.ok && rendered.value.split('\n').slice(2)).toEqual([
      'Environment="NO_PROXY=10.0.0.0/8,.local"',
      '',
    ]);
  });

  it('quotes for systemd', () => {
    const rendered = renderDockerDropIn({ ...none, httpProxy: 'http://u:p%40"\\@h:1' });
    expect(rendered.ok && rendered.value.split('\n')[2]).toBe(
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
