import { existsSync, readFileSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const endpoints = z.record(z.string(), z.object({ interface: z.string(), scope: z.string().optional() }));
const metadata = z
  .object({
    provides: endpoints,
    requires: endpoints,
    resources: z.record(z.string(), z.object({ filename: z.string() })),
  })
  .parse(parse(readFileSync('metadata.yaml', 'utf8')));
const options = z
  .object({
    options: z.record(z.string(), z.object({ type: z.string(), default: z.unknown(), description: z.string() })),
  })
  .parse(parse(readFileSync('config.yaml', 'utf8'))).options;

describe('the hooks folder', () => {
  const names = readdirSync('hooks').filter((name) => name !== 'run');

  it('holds links to the one stub, which is executable', () => {
    expect(names.map((name) => readlinkSync(path.join('hooks', name)))).toEqual(names.map(() => 'run'));
    expect(statSync('hooks/run').mode & 0o111).toBe(0o111);
  });

  it('names only hooks that Juju calls for the endpoints of metadata.yaml', () => {
    const known = ['install', 'config-changed', 'start', 'upgrade-charm', 'update-status', 'stop'];
    for (const endpoint of Object.keys({ ...metadata.provides, ...metadata.requires })) {
      known.push(
        ...['created', 'joined', 'changed', 'departed', 'broken'].map((event) => `${endpoint}-relation-${event}`),
      );
    }
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('answers every relation event of the endpoints that the inputs read', () => {
    const inputs = readFileSync('src/worker/inputs.ts', 'utf8');
    const served = [...inputs.matchAll(/withRelation\('([a-z-]+)'\)/gu)].map(([, name]) => name ?? '');
    expect(served.length).toBeGreaterThan(0);
    for (const endpoint of new Set(served)) {
      for (const event of ['joined', 'changed', 'departed', 'broken']) {
        expect(existsSync(`hooks/${endpoint}-relation-${event}`), `${endpoint}-relation-${event}`).toBe(true);
      }
    }
  });
});

describe('metadata.yaml', () => {
  it('declares the endpoints of the 2018 charm with their interfaces', () => {
    const all = { ...metadata.provides, ...metadata.requires };
    const interfaces = Object.fromEntries(Object.entries(all).map(([name, each]) => [name, each.interface]));
    expect(interfaces).toMatchObject({
      'kube-api-endpoint': 'http',
      'kube-control': 'kube-control',
      'kube-dns': 'kube-dns',
      certificates: 'tls-certificates',
      aws: 'aws-integration',
      gcp: 'gcp-integration',
      cni: 'kubernetes-cni',
      dockerhost: 'dockerhost',
      'sdn-plugin': 'sdn-plugin',
      'nrpe-external-master': 'nrpe-external-master',
      nfs: 'mount',
    });
  });

  it("declares today's endpoints and the resources of both eras", () => {
    expect(Object.keys({ ...metadata.provides, ...metadata.requires })).toEqual(
      expect.arrayContaining(['container-runtime', 'cos-agent', 'ingress-proxy', 'tokens', 'azure']),
    );
    expect(Object.keys(metadata.resources).sort()).toEqual(
      ['cni-amd64', 'cni-arm64', 'cni-plugins', 'cni-s390x', 'kube-proxy', 'kubectl', 'kubelet'].sort(),
    );
  });
});

describe('config.yaml', () => {
  it('declares the 24 options of the 2018 charm with their types', () => {
    const booleans = ['enable-cgroups', 'ingress', 'require-manual-upgrade'];
    const strings = [
      ...['allow-privileged', 'channel', 'cuda_repo', 'default-backend-image', 'docker-ce-package', 'docker-logins'],
      ...['docker-opts', 'docker_runtime', 'http_proxy', 'https_proxy', 'kubelet-extra-args', 'labels'],
      ...['nagios_context', 'nagios_servicegroups', 'nginx-image', 'no_proxy', 'nvidia-container-runtime-package'],
      ...['nvidia-docker-package', 'proxy-extra-args', 'snap_proxy', 'snap_proxy_url'],
    ];
    const types = Object.fromEntries(Object.entries(options).map(([name, { type }]) => [name, type]));
    expect(types).toMatchObject({
      ...Object.fromEntries(booleans.map((name) => [name, 'boolean'])),
      ...Object.fromEntries(strings.map((name) => [name, 'string'])),
    });
    expect(booleans.length + strings.length).toBe(24);
  });

  it('marks as coming exactly the options that no input reads', () => {
    const inputs = readFileSync('src/worker/input-types.ts', 'utf8');
    const read = Object.keys(options).filter((name) => inputs.includes(`'config.${name}'`));
    const coming = Object.keys(options).filter((name) => options[name]?.description.startsWith('Coming:'));
    expect([...read, ...coming].sort()).toEqual(Object.keys(options).sort());
  });
});
