import { describe, expect, it } from 'vitest';
import { secret } from '../../../src/host/host.ts';
import { isLoggedIn, mergeKubeletAuths, registryName } from '../../../src/workload/registry-auths.ts';

const login = (server: string, password = 'pw') => ({ server, username: 'me', password: secret(password) });
const auth = (text: string) => ({ auth: Buffer.from(text).toString('base64') });
const merged = (before: unknown, accepted: ReturnType<typeof login>[], left: string[] = []) => {
  const result = mergeKubeletAuths(before === null ? null : JSON.stringify(before), { accepted, left });
  if (!result.ok) return result.error;
  return typeof result.value === 'string' ? (JSON.parse(result.value) as unknown) : result.value;
};

describe('the name of a registry', () => {
  it.each([
    ['registry.example:5000', 'registry.example:5000'],
    ['https://registry.example/', 'registry.example'],
    ['https://registry.example/v2/', 'registry.example'],
    ['registry.example/team', 'registry.example/team'],
    ['docker.io', 'https://index.docker.io/v1/'],
    ['index.docker.io', 'https://index.docker.io/v1/'],
    ['https://index.docker.io/v1/', 'https://index.docker.io/v1/'],
  ])('%s is %s to kubelet', (server, name) => {
    expect(registryName(server)).toBe(name);
  });
});

describe("docker's own configuration", () => {
  it.each([
    [null, 'r', false],
    ['', 'r', false],
    ['{', 'r', false],
    ['[]', 'r', false],
    ['{"auths": {"r": {}}}', 'r', true],
    ['{"auths": {"https://r": {}}}', 'https://r', true],
    ['{"auths": {"r": {}}}', 'https://r/v2/', true],
    ['{"auths": {"https://index.docker.io/v1/": {}}}', 'docker.io', true],
    ['{"auths": {"other": {}}, "credsStore": "pass"}', 'r', false],
  ])('%j has credentials for %s: %s', (text, server, isThere) => {
    expect(isLoggedIn(text, server)).toBe(isThere);
  });
});

describe("kubelet's credentials", () => {
  it('are made where there are none', () => {
    expect(merged(null, [login('r'), login('docker.io')])).toEqual({
      auths: { r: auth('me:pw'), 'https://index.docker.io/v1/': auth('me:pw') },
    });
  });

  it('leave those of others, and what else is in the file', () => {
    const before = { auths: { theirs: auth('x:y'), gone: auth('me:pw') }, credHelpers: { a: 'b' } };
    expect(merged(before, [login('r', 'p:w')], ['gone'])).toEqual({
      auths: { theirs: auth('x:y'), r: auth('me:p:w') },
      credHelpers: { a: 'b' },
    });
  });

  it('stay as they are when they are right', () => {
    expect(merged({ auths: { r: auth('me:pw') } }, [login('r')])).toBeUndefined();
  });

  it('go with their file when nobody has any', () => {
    expect(merged({ auths: { r: auth('me:pw') } }, [], ['r'])).toBeNull();
  });

  it('survive another name of the same registry that is taken out', () => {
    expect(merged(null, [login('docker.io')], ['index.docker.io'])).toEqual({
      auths: { 'https://index.docker.io/v1/': auth('me:pw') },
    });
  });

  it.each(['{', '[]', '{"auths": []}'])('are not put into %j', (text) => {
    const result = mergeKubeletAuths(text, { accepted: [login('r')], left: [] });
    expect(result).toEqual({ ok: false, error: 'it is no JSON object with an object auths' });
  });
});
