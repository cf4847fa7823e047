import { describe, expect, it } from 'vitest';
import { hostNameProblem } from '../../../src/workload/host-name.ts';
import { microbotHost } from '../../../src/workload/microbot.ts';

describe('the host of microbot', () => {
  it.each([
    ['203.0.113.5', 'microbot.203.0.113.5.sslip.io'],
    ['2001:DB8::5', 'microbot.2001-db8--5.sslip.io'],
    ['::1', 'microbot.0--1.sslip.io'],
    ['2001:db8::', 'microbot.2001-db8--0.sslip.io'],
    ['ec2-203-0-113-5.compute-1.amazonaws.com', 'ec2-203-0-113-5.compute-1.amazonaws.com'],
  ])('of a unit at %s is %s, which Kubernetes takes', (address, host) => {
    expect(microbotHost(address)).toBe(host);
    expect(hostNameProblem(host)).toBeNull();
  });
});
