import { describe, expect, it } from 'vitest';
import { defaultBackendImage, nginxImage } from '../../../src/workload/images.ts';

describe('the images of the ingress', () => {
  it.each([
    ['amd64', 'k8s.gcr.io/nginx-ingress-controller:0.9.0-beta.15', 'k8s.gcr.io/defaultbackend:1.4'],
    ['arm64', 'k8s.gcr.io/nginx-ingress-controller-arm64:0.9.0-beta.15', 'k8s.gcr.io/defaultbackend-arm64:1.4'],
    ['s390x', 'docker.io/cdkbot/nginx-ingress-controller-s390x:0.9.0-beta.13', 'k8s.gcr.io/defaultbackend-s390x:1.4'],
    ['ppc64le', 'k8s.gcr.io/nginx-ingress-controller:0.9.0-beta.15', 'k8s.gcr.io/defaultbackend:1.4'],
  ])('go by the architecture: %s', (architecture, nginx, backend) => {
    expect(nginxImage('auto', architecture)).toEqual({ ok: true, value: nginx });
    expect(defaultBackendImage(' ', architecture)).toEqual({ ok: true, value: backend });
  });

  it.each([
    'nginx',
    'nginx:1',
    'localhost:5000/a/b_c/d--e:V1.0_x',
    'Registry.example/a__b',
    `quay.io/a/b@sha256:${'0'.repeat(64)}`,
    `a:1@sha256:${'f'.repeat(64)}`,
  ])('may be the operator’s own: %s', (image) => {
    expect(nginxImage(image, 's390x')).toEqual({ ok: true, value: image });
  });

  it.each([
    'Nginx',
    'a b',
    'a:',
    ':1',
    'a//b',
    '/a',
    'a/',
    'a_-b',
    'a@sha256:0',
    'a"',
    'a\nkind: Pod',
    '{{app}}',
    `a:${'1'.repeat(129)}`,
    'a'.repeat(256),
  ])('%j is refused with the accepted form', (image) => {
    const result = defaultBackendImage(image, 'amd64');
    expect(result.ok ? null : result.error).toMatchObject({
      option: 'default-backend-image',
      accepted: expect.stringContaining('auto') as string,
    });
  });
});
