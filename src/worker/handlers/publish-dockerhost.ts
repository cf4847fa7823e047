import { all, done } from '../../engine/engine.ts';
import { encodeDockerHost } from '../../interfaces/dockerhost.ts';
import { handler } from '../words.ts';

/** Subordinates that run containers of their own know where this machine's Docker listens. */
export const publishDockerHost = handler({
  name: 'publish-dockerhost',
  when: all('docker.configured'),
  reads: ['relation.dockerhost'],
  async run({ inputs, ports }) {
    ports.publish.relation(inputs['relation.dockerhost'].ids, encodeDockerHost());
    return done();
  },
});
