import { describe, expect, it } from 'vitest';
import { parseDockerRuntime } from '../../../src/workload/docker.ts';

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
