import { always, done } from '../../engine/engine.ts';
import { encodeCertificateRequest } from '../../interfaces/tls-certificates.ts';
import { handler } from '../words.ts';

/** The certificate authority knows for which names this unit wants its server certificate. */
export const askForCertificate = handler({
  name: 'ask-for-certificate',
  when: always(),
  reads: ['relation.certificates', 'host.addresses', 'host.name'],
  async run({ inputs, ports }) {
    const request = encodeCertificateRequest({
      ...inputs['host.addresses'],
      hostName: inputs['host.name'],
      unit: ports.unit,
    });
    ports.publish.relation(inputs['relation.certificates'].ids, request);
    return done();
  },
});
