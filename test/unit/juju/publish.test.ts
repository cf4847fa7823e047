import { describe, expect, it } from 'vitest';
import { createTools, emptyPublication, publish, remember } from '../../../src/juju/juju.ts';
import type { Publication, Published } from '../../../src/juju/juju.ts';
import { TinyJuju } from './tiny-juju.ts';

const ofJuju = { 'ingress-address': '10.0.0.9', 'private-address': '10.0.0.9', 'egress-subnets': '10.0.0.9/32' };

function related(): TinyJuju {
  const juju = new TinyJuju();
  juju.bags = { 'db:1': { [juju.unit]: ofJuju }, 'db:2': { [juju.unit]: ofJuju } };
  return juju;
}

/** One hook that publishes; the caller decides how it ends. */
async function hook(
  juju: TinyJuju,
  desired: Partial<Publication>,
  before: Published = { published: emptyPublication, sentBuffered: false },
  liveRelationIds: readonly string[] = ['db:1', 'db:2'],
): Promise<Published> {
  const tools = remember(createTools(juju.begin().run));
  const { published, sentBuffered: unconfirmed } = before;
  return publish({ tools, unit: juju.unit, desired, published, unconfirmed, liveRelationIds });
}

function ownBag(juju: TinyJuju, id: string): unknown {
  return juju.bags[id]?.[juju.unit];
}

describe('publishing', () => {
  it('reaches Juju, and is not sent again', async () => {
    const juju = related();
    const desired = { relations: { 'db:1': { a: '1' } }, ports: ['80', '443/TCP'], version: '1.10' };
    const first = await hook(juju, desired);
    juju.succeed();
    expect(first.sentBuffered).toBe(true);
    expect(ownBag(juju, 'db:1')).toEqual({ ...ofJuju, a: '1' });
    expect([...juju.ports].sort()).toEqual(['443/tcp', '80/tcp']);
    expect(juju.version).toBe('1.10');

    const second = await hook(juju, desired, first);
    expect(second).toEqual({ published: first.published, sentBuffered: false });
    expect(juju.calls.map(({ argv }) => argv[0])).toEqual(['relation-get', 'opened-ports']);

    expect(await hook(juju, desired, second)).toEqual(second);
    expect(juju.calls).toEqual([]);
  });

  it('that nobody spoke of stays, and costs nothing', async () => {
    const juju = related();
    const published = { ...emptyPublication, relations: { 'db:1': { a: '1' } }, ports: ['80/tcp'], version: '1.10' };
    const after = await hook(juju, {}, { published, sentBuffered: false });
    expect(after).toEqual({ published, sentBuffered: false });
    expect(juju.calls).toEqual([]);
  });

  it('that Juju threw away is sent again, and only what is missing', async () => {
    const juju = related();
    const settled = await hook(juju, {
      relations: { 'db:1': { a: '1', gone: 'x' }, 'db:2': { c: '3' } },
      ports: ['80'],
    });
    juju.succeed();
    const lost = await hook(juju, { relations: { 'db:1': { a: '2' } }, ports: ['80', '443'] }, settled);
    // The hook ends badly after the commit: Juju keeps nothing of it.
    const retried = await hook(juju, {}, lost);
    juju.succeed();
    expect(ownBag(juju, 'db:1')).toEqual({ ...ofJuju, a: '2' });
    expect(juju.ports).toEqual(['80/tcp', '443/tcp']);
    expect(juju.argvsOf('relation-set')).toEqual([['relation-set', '-r', 'db:1', '--file', '-']]);
    expect(juju.argvsOf('open-port')).toEqual([['open-port', '443/tcp']]);
    expect(retried.sentBuffered).toBe(true);
  });

  it('closes again a port whose closing Juju threw away', async () => {
    const juju = related();
    const settled = await hook(juju, { ports: ['80/tcp'] });
    juju.succeed();
    const lost = await hook(juju, { ports: [] }, settled);
    const retried = await hook(juju, {}, lost);
    juju.succeed();
    expect(juju.ports).toEqual([]);
    expect((await hook(juju, {}, retried)).published).toEqual(emptyPublication);
  });

  it('a port whose closing Juju threw away is still ours when it is wanted again', async () => {
    const juju = related();
    const settled = await hook(juju, { ports: ['80/tcp'] });
    juju.succeed();
    const lost = await hook(juju, { ports: [] }, settled);
    const wantedAgain = await hook(juju, { ports: ['80/tcp'] }, lost);
    juju.succeed();
    expect(wantedAgain.published.ports).toEqual(['80/tcp']);
    expect(juju.ports).toEqual(['80/tcp']);
  });

  it('never closes a port that an operator opened, wanted by us or not', async () => {
    const juju = related();
    juju.ports = ['30510/tcp', '80/tcp'];
    const opened = await hook(juju, { ports: ['80/tcp', '443/tcp'] });
    juju.succeed();
    expect(opened.published.ports).toEqual(['443/tcp']);
    await hook(juju, { ports: [] }, opened);
    juju.succeed();
    expect(juju.ports).toEqual(['30510/tcp', '80/tcp']);
  });

  it('a lost state is made good from the bag that Juju has', async () => {
    const juju = related();
    juju.bags = { 'db:1': { [juju.unit]: { ...ofJuju, a: '1', stale: 'x' } } };
    await hook(juju, { relations: { 'db:1': { a: '1', b: '2' } } });
    juju.succeed();
    expect(ownBag(juju, 'db:1')).toEqual({ ...ofJuju, a: '1', b: '2' });
    expect(juju.calls.map(({ stdin }) => stdin)).toEqual([null, JSON.stringify({ stale: '', b: '2' })]);
  });

  it('a relation that is gone is forgotten, and nothing is sent to it', async () => {
    const juju = related();
    const before = await hook(juju, { relations: { 'db:1': { a: '1' }, 'db:2': { b: '2' } } });
    juju.succeed();
    delete juju.bags['db:1'];
    const after = await hook(juju, { relations: { 'db:1': { a: '9' } } }, before, ['db:2']);
    expect(after).toEqual({
      published: { ...emptyPublication, relations: { 'db:2': { b: '2' } } },
      sentBuffered: false,
    });
    expect(juju.argvsOf('relation-set')).toEqual([]);
  });

  it('a relation that vanishes while the hook runs fails nothing', async () => {
    const juju = related();
    delete juju.bags['db:1'];
    await expect(hook(juju, { relations: { 'db:1': { a: '1' } } })).resolves.toMatchObject({ sentBuffered: true });
  });

  it('a version alone waits for nothing: Juju takes it at once', async () => {
    const juju = related();
    expect((await hook(juju, { version: '1.10' })).sentBuffered).toBe(false);
    expect(juju.version).toBe('1.10');
  });

  it('a secret in a bag is in no argv', async () => {
    const juju = related();
    await hook(juju, { relations: { 'db:1': { token: 'hunter2' } } });
    juju.succeed();
    expect(ownBag(juju, 'db:1')).toMatchObject({ token: 'hunter2' });
    expect(JSON.stringify(juju.calls.map(({ argv }) => argv))).not.toContain('hunter2');
  });
});
