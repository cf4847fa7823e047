import { describe, expect, it } from 'vitest';
import { JujuRefused } from '../../simulator/simulation.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import { act } from './a-model.ts';
import { aWorkerInACluster, ingressAt, microbotObjects, storyIn } from './a-registry.ts';
import { demoted, made, objectAt } from './an-administrator.ts';
import { joinedWorkers, tracks } from './joined-workers.ts';
import { players } from './players.ts';

const baseOf = joinedWorkers(aWorkerInACluster);

const story = (tell: (sim: Simulation) => Promise<void>) => storyIn(baseOf('3.6'), tell);
const deployment = (sim: Simulation) => objectAt(sim, 'deployments/microbot', 'apis/apps/v1');
const nothing = [null, null, null];
const leftBehind = {
  'microbot-ing': 'Failed removal of microbot ingress resource.',
  'microbot-deployment': 'Failed removal of microbot deployment resource.',
  'microbot-service': 'Failed removal of microbot service resource.',
};

describe.each(tracks)('the operator of a microbot in Juju %s', (track) => {
  it.each(players)(
    'has it at an address of its own, the same the second time, until it is deleted, with $name',
    (player) =>
      storyIn(
        baseOf(track),
        async (sim) => {
          const { status, message, results } = await act(sim, 'microbot', { replicas: 2 });
          expect([status, message]).toEqual(['completed', '']);
          expect(results['address']).toMatch(/^microbot\.\d+\.\d+\.\d+\.\d+\.sslip\.io$/u);
          expect(deployment(sim)?.spec).toMatchObject({ replicas: 2, selector: { matchLabels: { app: 'microbot' } } });
          expect(ingressAt(sim, 'microbot-ingress')?.spec).toMatchObject({ rules: [{ host: results['address'] }] });

          const again = await act(sim, 'microbot', { replicas: 2 });
          expect(again.results).not.toHaveProperty('created');
          expect(again.results).not.toHaveProperty('configured');
          const more = await act(sim, 'microbot', { replicas: 5, domain: 'bot.company.com' });
          expect(more.results).toMatchObject({ address: 'bot.company.com' });
          expect(deployment(sim)?.spec).toMatchObject({ replicas: 5 });

          const gone = await act(sim, 'microbot', { delete: true });
          expect([gone.status, gone.message]).toEqual(['completed', '']);
          for (const key of Object.keys(leftBehind)) expect(gone.results).not.toHaveProperty(key);
          expect(microbotObjects(sim)).toEqual(nothing);
          expect((await act(sim, 'microbot', { delete: true })).status).toBe('completed');
        },
        player,
      ),
  );
});

describe('microbot', () => {
  it.each([
    ['1.10.2', 'extensions/v1beta1'],
    ['1.16.0', 'networking.k8s.io/v1beta1'],
    ['1.25.0', 'networking.k8s.io/v1'],
  ])('is made of kinds that a server of %s has', (version, api) =>
    story(async (sim) => {
      sim.cluster.setVersion(version);
      expect((await act(sim, 'microbot')).message).toBe('');
      const ingress = objectAt(sim, 'ingresses/microbot-ingress', `apis/${api}`);
      const applied = ingress?.metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration'];
      expect(applied).toContain(`"apiVersion":"${api}"`);
    }),
  );

  it('takes the place of the one of 2018', () =>
    story(async (sim) => {
      const labels = { app: 'microbot' };
      const containers = [{ name: 'microbot', image: 'cdkbot/microbot-amd64:latest' }];
      const spec = {
        replicas: 3,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers } },
      };
      const metadata = { name: 'microbot', labels };
      made(sim, 'deployments', 'Deployment', { metadata, spec }, 'apis/extensions/v1beta1');
      made(sim, 'services', 'Service', { metadata, spec: { selector: labels, ports: [{ port: 80 }] } });
      const backend = { serviceName: 'microbot', servicePort: 80 };
      const rules = [{ host: 'microbot.203.0.113.5.xip.io', http: { paths: [{ path: '/', backend }] } }];
      const ingress = { metadata: { name: 'microbot-ingress' }, spec: { rules } };
      made(sim, 'ingresses', 'Ingress', ingress, 'apis/extensions/v1beta1');
      const { status, results } = await act(sim, 'microbot');
      expect(status).toBe('completed');
      expect(ingressAt(sim, 'microbot-ingress')?.spec).toMatchObject({ rules: [{ host: results['address'] }] });
      await act(sim, 'microbot', { delete: true });
      expect(microbotObjects(sim)).toEqual(nothing);
    }));

  it('takes no object of somebody else', () =>
    story(async (sim) => {
      made(sim, 'services', 'Service', { metadata: { name: 'microbot' }, spec: { ports: [{ port: 8080 }] } });
      const { status, message, results } = await act(sim, 'microbot');
      expect(status).toBe('failed');
      expect(message).toMatch(/^microbot: svc\/microbot is there, and this action has not made it/u);
      expect(results).toMatchObject({ 'microbot-create': 'Failed microbot creation.' });
      expect(deployment(sim)).toBeNull();
      const deleted = await act(sim, 'microbot', { delete: true });
      expect(deleted.results).toMatchObject({ 'left-to-others': 'svc/microbot' });
      expect(objectAt(sim, 'services/microbot')).not.toBeNull();
    }));

  it.each([
    '$(reboot).company.com',
    'bot.company.com\nkind: Pod',
    '{a: [b]}',
    '{{host}}',
    'bot.company.com:80',
    '10.0.0.1',
    `${'a'.repeat(64)}.com`,
  ])('has no domain %j', (domain) =>
    story(async (sim) => {
      const { status, message, results } = await act(sim, 'microbot', { domain });
      expect(status).toBe('failed');
      expect(message).toMatch(
        /^microbot: domain: .*; accepted: a name such as microbot\.example\.com\. Nothing was changed$/u,
      );
      expect(results).toMatchObject({ 'microbot-create': 'Failed microbot creation.' });
      expect(microbotObjects(sim)).toEqual(nothing);
    }),
  );

  it('has no domain that is huge, and does not repeat it', () =>
    story(async (sim) => {
      const { status, message } = await act(sim, 'microbot', { domain: 'a.'.repeat(500_000) });
      expect(status).toBe('failed');
      expect(message).toMatch(/^microbot: domain: .*\. Nothing was changed$/u);
      expect(message.length).toBeLessThan(400);
      expect(microbotObjects(sim)).toEqual(nothing);
    }));

  it('has 1 to 100 pods', () =>
    story(async (sim) => {
      for (const replicas of [0, -1, 101, 2_147_483_648, 1.5, 'three']) {
        expect(() => sim.runAction(['kubernetes-worker/0'], 'microbot', { replicas })).toThrow(JujuRefused);
      }
    }));

  it('that cannot be made or deleted says why, with the keys of 2018', () =>
    story(async (sim) => {
      await act(sim, 'microbot');
      sim.setApiTrouble({ kind: 'gone' });
      const notMade = await act(sim, 'microbot');
      expect(notMade.message).toMatch(/^microbot: Looking at the cluster: the Kubernetes API does not answer \(/u);
      expect(notMade.results).toMatchObject({ 'microbot-create': 'Failed microbot creation.' });
      const left = await act(sim, 'microbot', { delete: true });
      expect([left.status, left.results]).toEqual(['failed', expect.objectContaining(leftBehind)]);

      sim.setApiTrouble({ kind: 'contended' });
      const contended = await act(sim, 'microbot', { delete: true });
      expect(contended.message).toMatch(
        /^microbot: Deleting svc\/microbot: somebody else changed it at the same time \(/u,
      );
      expect(contended.results).toMatchObject(leftBehind);

      sim.setApiTrouble({ kind: 'slow', delayMs: 100 });
      expect((await act(sim, 'microbot', { replicas: 4 })).status).toBe('completed');
      sim.setApiTrouble(null);
      await demoted(sim, 'system:a-reader');
      const refused = await act(sim, 'microbot', { delete: true });
      expect(refused.message).toMatch(/svc\/microbot: the Kubernetes API does not allow it \(.*[Ff]orbidden/u);
      expect(refused.results).toMatchObject(leftBehind);
      expect(deployment(sim)?.spec).toMatchObject({ replicas: 4 });
    }));
});
