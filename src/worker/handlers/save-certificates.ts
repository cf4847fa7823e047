import { always, done, waiting } from '../../engine/engine.ts';
import { desiredTlsFiles } from '../../workload/certificates.ts';
import { handler } from '../words.ts';

/** The authority's certificate, the server certificate and its key are in /root/cdk. */
export const saveCertificates = handler({
  name: 'save-certificates',
  when: always(),
  reads: ['certificates.material', 'drift.tls'],
  sets: ['tls.saved'],
  async run({ inputs, ports }) {
    const material = inputs['certificates.material'].value;
    if (material === null) return waiting('certificates', { about: 'input' });
    for (const { path, content, mode } of desiredTlsFiles(material)) {
      await ports.machine.files.write(path, content, { mode, parentMode: 0o750 });
    }
    return done({ sets: ['tls.saved'] });
  },
});
