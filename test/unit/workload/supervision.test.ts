import { describe, expect, it } from 'vitest';
import { desiredSupervision } from '../../../src/workload/supervision.ts';

describe('the drop-in that keeps kubelet and kube-proxy up', () => {
  it.each([
    ['ubuntu', '18.04'],
    ['ubuntu', '24.04'],
    ['debian', '12'],
  ])('lifts the limit of starts where systemd of %s %s has it', (id, versionId) => {
    expect(desiredSupervision({ id, versionId })).toBe(
      '[Unit]\nStartLimitIntervalSec=0\n\n[Service]\nRestart=always\nRestartSec=10\n',
    );
  });

  it('says it as systemd 229 of Ubuntu 16.04 understands it', () => {
    expect(desiredSupervision({ id: 'ubuntu', versionId: '16.04' })).toBe(
      '[Service]\nRestart=always\nRestartSec=10\nStartLimitInterval=0\n',
    );
  });
});
