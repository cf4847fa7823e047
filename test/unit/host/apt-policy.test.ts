import { describe, expect, it } from 'vitest';
import { parseCandidates } from '../../../src/host/apt-policy.ts';

/** As apt 1.2.35 of Ubuntu 16.04 and apt 2.7 print it. */
const printed = `docker.io:
  Installed: 18.06.1-0ubuntu1.2~16.04.1
  Candidate: 18.09.7-0ubuntu1~16.04.9
  Version table:
     18.09.7-0ubuntu1~16.04.9 500
        500 http://archive.ubuntu.com/ubuntu xenial-updates/universe amd64 Packages
 *** 18.06.1-0ubuntu1.2~16.04.1 100
        100 /var/lib/dpkg/status
containerd:
  Installed: (none)
  Candidate: (none)
  Version table:
runc:
  Installed: 1.0.0
  Candidate: 1.0.0
`;

describe('apt-cache policy', () => {
  it('tells the version that apt would install, of packages that an archive has', () => {
    expect(parseCandidates(printed)).toEqual({ 'docker.io': '18.09.7-0ubuntu1~16.04.9', runc: '1.0.0' });
  });

  it('tells nothing by what it does not know', () => {
    expect(parseCandidates('N: Unable to locate package x\n  Candidate: 1\n')).toEqual({});
  });
});
