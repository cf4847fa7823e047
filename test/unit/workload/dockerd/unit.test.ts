import { describe, expect, it } from 'vitest';
import { readDockerUnit } from '../../../../src/workload/dockerd/unit.ts';

const unit = (...starts: string[]) => ({
  path: '/lib/systemd/system/docker.service',
  text: ['[Unit]', 'ExecStart=/no', '[Service]', ...starts.map((each) => `ExecStart=${each}`), '[Install]', ''].join(
    '\n',
  ),
});
const dropIn = (...starts: string[]) => ({ ...unit(...starts), path: '/etc/systemd/system/docker.service.d/x.conf' });
const read = (own: ReturnType<typeof unit> | null, before: ReturnType<typeof unit>[] = [], after = before) =>
  readDockerUnit({ unit: own, before, after: after === before ? [] : after });

describe("docker's unit", () => {
  it('is asked for the command of its section [Service]', () => {
    const start = '/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock';
    expect(read(unit(start))).toEqual({ start, passesOptions: false, override: null });
  });

  it.each([
    ['/usr/sbin/dockerd -H fd:// $DOCKER_OPTS', true],
    ['/usr/sbin/dockerd -H fd:// ${DOCKER_OPTS} -D', true],
    ['/usr/sbin/dockerd -H fd:// $DOCKER_OPTS2', false],
    ['/usr/sbin/dockerd -H fd:// $OPTIONS', false],
  ])('%s hands the options on: %s', (start, passesOptions) => {
    expect(read(unit(start))).toMatchObject({ start, passesOptions });
  });

  it('may spread its command over lines', () => {
    expect(read(unit('/usr/bin/dockerd \\\n  -H fd:// \\\n $DOCKER_OPTS')).passesOptions).toBe(true);
  });

  it('has no command when it is missing, masked, or has taken it back', () => {
    const none = { start: null, passesOptions: false, override: null };
    expect([read(null), read({ ...unit(), text: '' }), read(unit('/usr/bin/dockerd', ''))]).toEqual([none, none, none]);
  });

  it('gives way to a drop-in that is read before ours', () => {
    expect(read(unit('/usr/bin/dockerd'), [dropIn('', '/opt/dockerd -D')]).start).toBe('/opt/dockerd -D');
  });

  it('tells of a drop-in that is read after ours and has the last word', () => {
    const after = [dropIn('', '/opt/dockerd'), { ...dropIn(), path: '/z.conf' }];
    expect(read(unit('/usr/bin/dockerd $DOCKER_OPTS'), [], after).override).toEqual({
      path: '/etc/systemd/system/docker.service.d/x.conf',
      start: '/opt/dockerd',
      passesOptions: false,
    });
  });
});
