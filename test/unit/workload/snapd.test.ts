import { describe, expect, it } from 'vitest';
import {
  decodeStoreAssertions,
  isOurDropIn,
  parseSnapdVersion,
  parseSnapStore,
  renderSnapdDropIn,
} from '../../../src/workload/snapd.ts';

const noProxies = { http: '', https: '', none: '' };

describe("snapd's drop-in", () => {
  it('is none where neither the option nor the model has a proxy', () => {
    expect(renderSnapdDropIn({ option: ' ', model: { ...noProxies, none: 'localhost' } })).toEqual({
      ok: true,
      value: null,
    });
  });

  it('has the option for both schemes', () => {
    const model = { http: 'http://model:1', https: '', none: '10.0.0.0/8' };
    expect(renderSnapdDropIn({ option: 'http://p:3128 ', model })).toEqual({
      ok: true,
      value: [
        '# Managed by Juju',
        '[Service]',
        'Environment="http_proxy=http://p:3128"',
        'Environment="https_proxy=http://p:3128"',
        'Environment="no_proxy=10.0.0.0/8"',
        '',
      ].join('\n'),
    });
  });

  it("has the model's proxies without the option, each where there is one", () => {
    const rendered = renderSnapdDropIn({ option: '', model: { http: '', https: 'http://q:1', none: '' } });
    expect(rendered).toEqual({
      ok: true,
      value: '# Managed by Juju\n[Service]\nEnvironment="https_proxy=http://q:1"\n',
    });
  });

  it('means to systemd what the option holds', () => {
    const rendered = renderSnapdDropIn({ option: 'http://u:a"b\\c%20@p:1', model: noProxies });
    expect(rendered.ok && rendered.value).toContain('Environment="http_proxy=http://u:a\\"b\\\\c%%20@p:1"');
  });

  it.each([
    ['http://p:1\nExecStart=/bin/sh', 'snap_proxy'],
    ['http://p q', 'snap_proxy'],
    [`http://${'p'.repeat(2100)}`, 'snap_proxy'],
  ])('is refused for %j', (text, option) => {
    expect(renderSnapdDropIn({ option: text, model: noProxies })).toMatchObject({ ok: false, error: { option } });
  });

  it("names the model's option where that is what is wrong", () => {
    const rendered = renderSnapdDropIn({ option: '', model: { ...noProxies, https: 'a b' } });
    expect(rendered).toMatchObject({ ok: false, error: { option: "the model's juju-https-proxy" } });
  });

  it('of the 2018 charm counts as ours, an operator’s does not', () => {
    expect(isOurDropIn('# Managed by Juju\n[Service]\n')).toBe(true);
    expect(isOurDropIn('[Service]\nEnvironment=http_proxy=x\n')).toBe(false);
  });
});

describe('snap_proxy_url', () => {
  it.each([
    ['', null],
    ['http://snaps.example.com', 'http://snaps.example.com'],
    [' https://snaps.example.com:8443/base/ ', 'https://snaps.example.com:8443/base'],
  ])('%j is the store %j', (text, url) => {
    expect(parseSnapStore(text)).toEqual({ ok: true, value: url });
  });

  it.each(['snaps.example.com', 'ftp://snaps.example.com', 'http://a/?b=c', 'http://', 'file:///etc/passwd'])(
    '%j is refused with its name and the accepted form',
    (text) => {
      expect(parseSnapStore(text)).toMatchObject({ ok: false, error: { option: 'snap_proxy_url' } });
    },
  );
});

describe('the answer of a Snap Store proxy', () => {
  const body = 'type: account\naccount-id: x\n\nsig\n\ntype: store\nauthority-id: canonical\nstore: abcDEF123\n\nsig\n';

  it('is the id of a store, and its assertions', () => {
    expect(decodeStoreAssertions({ storeId: 'abcDEF123', body })).toEqual({
      ok: true,
      value: { storeId: 'abcDEF123', text: body },
    });
  });

  it.each([
    [undefined, body, /no header/u],
    ['', body, /no header/u],
    ['a b', body, /is no id/u],
    ['--help', body, /is no id/u],
    ['other', body, /no assertion of the store in/u],
    ['abcDEF123', '<html>Sign in</html>', /no assertion of a store/u],
  ])('with the id %j is refused where it says something else', (storeId, text, problem) => {
    const decoded = decodeStoreAssertions({ storeId, body: text });
    expect(decoded.ok ? '' : decoded.error).toMatch(problem);
  });
});

describe('the version of snapd', () => {
  it.each([
    ['snap    2.32.9\nsnapd   2.32.9\nseries  16\n', [2, 32]],
    ['snap 2.61.3+22.04\nsnapd 2.61.3+22.04\n', [2, 61]],
    ['snap    2.32.9\nsnapd   unavailable\nseries  -\n', null],
    ['', null],
  ])('in %j is %j', (text, expected) => {
    expect(parseSnapdVersion(text)).toEqual(expected);
  });
});
