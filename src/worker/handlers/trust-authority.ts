import { all, done, waiting } from '../../engine/engine.ts';
import { trustedCaFile } from '../../workload/certificates.ts';
import { attempt } from '../attempt.ts';
import { handler } from '../words.ts';

/** Programs of this machine trust the cluster's certificate authority. */
export const trustAuthority = handler({
  name: 'trust-authority',
  when: all('tls.saved'),
  reads: ['certificates.material', 'drift.tls'],
  async run({ inputs, ports }) {
    const material = inputs['certificates.material'].value;
    if (material === null) return waiting('certificates', { about: 'input' });
    const { path, content, mode } = trustedCaFile(ports.app, material.ca);
    await ports.machine.files.write(path, content, { mode });
    const failed = await attempt('Trusting the certificate authority', () =>
      ports.machine.run(['update-ca-certificates'], { timeoutMs: 120_000 }),
    );
    return failed ?? done();
  },
});
