import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderDockerDefaults } from '../../../../src/workload/dockerd/defaults.ts';

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
