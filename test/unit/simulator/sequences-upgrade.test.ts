import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { writeCharm } from './core-model.ts';
import { agentFolderOf, aSequence, hasCharmFile } from './sequence-model.ts';
import type { Sequence } from './sequence-model.ts';

let sequence: Sequence;
afterEach(() => sequence.end());

const upgrade = ['upgrade-charm', 'config-changed'];

describe('a refresh', () => {
  it.each([false, true])('of a running unit (15) is upgrade-charm and config-changed, forced: %s', async (isForced) => {
    sequence = await aSequence();
    await sequence.ran();
    sequence.sim.refresh('tiny', { isForced });
    expect(await sequence.ran()).toEqual(upgrade);
    expect(await sequence.ran()).toEqual([]);
  });

  it('goes on with config-changed when a failed upgrade-charm is taken as run (16)', async () => {
    sequence = await aSequence();
    await sequence.ran();
    await sequence.breaks('upgrade-charm');
    sequence.sim.refresh('tiny');
    expect(await sequence.ran()).toEqual(['fail-upgrade-charm']);
    sequence.sim.resolved('tiny/0', { isRetried: false });
    expect(await sequence.ran()).toEqual(['config-changed']);
  });

  it('waits for a unit in error to be resolved (17)', async () => {
    sequence = await aSequence();
    await sequence.breaks('start');
    await sequence.ran();
    sequence.sim.refresh('tiny');
    expect(await sequence.ran()).toEqual([]);
    sequence.sim.resolved('tiny/0', { isRetried: false });
    expect(await sequence.ran()).toEqual(upgrade);
  });

  it('that is forced gives a unit in error the files, and it is not told (18)', async () => {
    sequence = await aSequence();
    await sequence.breaks('start');
    await sequence.ran();
    await sequence.rewrites('echo fresh');
    sequence.sim.refresh('tiny', { isForced: true });
    expect(await readFile(path.join(agentFolderOf(sequence), 'charm/dispatch'), 'utf8')).toContain('echo fresh');
    expect(await sequence.ran()).toEqual([]);
    expect(sequence.unit()).toMatchObject({ status: 'error', message: 'hook failed: "start"' });
    sequence.sim.resolved('tiny/0', { isRetried: false });
    expect(await sequence.ran()).toEqual(['config-changed']);
  });

  it('that cannot replace the files leaves the agent in error until they can be (19)', async () => {
    sequence = await aSequence();
    await sequence.ran();
    const charm = path.join(agentFolderOf(sequence), 'charm');
    await rename(charm, `${charm}-away`);
    await writeFile(charm, '');
    sequence.sim.refresh('tiny');
    expect(await sequence.ran()).toEqual([]);
    expect(sequence.unit()).toMatchObject({ status: 'error', message: 'upgrade failed', failed: null });
    sequence.sim.resolved('tiny/0');
    expect(await sequence.ran()).toEqual([]);
    expect(sequence.unit()).toMatchObject({ status: 'error', message: 'upgrade failed' });
    await rm(charm);
    await rename(`${charm}-away`, charm);
    sequence.sim.resolved('tiny/0');
    expect(await sequence.ran()).toEqual(upgrade);
  });

  it('with a resource alone is an upgrade, too, and keeps the revision', async () => {
    sequence = await aSequence({ metadata: 'name: tiny\nresources: {tool: {filename: tool.txt}}\n' });
    await sequence.ran();
    const file = path.join(sequence.model.folder, 'tool.txt');
    await writeFile(file, 'x');
    sequence.sim.attachResource('tiny', 'tool', file);
    expect(await sequence.ran()).toEqual(upgrade);
    expect(await readFile(path.join(agentFolderOf(sequence), 'charm/revision'), 'utf8')).toBe('0');
  });

  it('drops settings that the new charm does not know and keeps the others', async () => {
    sequence = await aSequence({ config: 'options: {old: {type: string}, size: {type: int}}\n' });
    sequence.sim.setConfig('tiny', { old: 'x', size: '3' });
    await sequence.ran();
    await writeFile(path.join(sequence.model.folder, 'charm/config.yaml'), 'options: {size: {type: int}}\n');
    sequence.sim.refresh('tiny');
    expect(sequence.sim.model.applications['tiny']?.settings).toEqual({ size: 3 });
  });

  it('that would break a relation is refused, with nothing changed', async () => {
    sequence = await aSequence({ metadata: 'name: tiny\nrequires: {db: sql}\n' });
    const server = path.join(sequence.model.folder, 'server');
    await writeCharm(server, { metadata: 'name: server\nprovides: {db: sql}\n' });
    sequence.sim.deploy({ application: 'server', charm: server });
    sequence.sim.relate('tiny', 'server');
    await sequence.ran();
    await sequence.rewrites(':', 'name: tiny\nrequires: {store: sql}\n');
    expect(() => sequence.sim.refresh('tiny')).toThrow(
      'cannot upgrade application "tiny" to charm "local:focal/tiny-1": would break relation "tiny:db server:db"',
    );
    expect(await sequence.ran()).toEqual([]);
  });

  it('of a charm that cannot be read is refused', async () => {
    sequence = await aSequence();
    await writeFile(path.join(sequence.model.folder, 'charm/metadata.yaml'), 'summary: none\n');
    expect(() => sequence.sim.refresh('tiny')).toThrow(/name/u);
    expect(sequence.sim.model.applications['tiny']?.charmRevision).toBe(0);
  });
});

describe("a unit's charm folder", () => {
  it.each([
    { juju: '2.9', url: 'local:focal/tiny-0\n' },
    { juju: '3.6', url: 'local:tiny-0\n' },
    { juju: '4.0', url: 'local:tiny-0\n' },
  ] as const)('says $url in Juju $juju', async ({ juju, url }) => {
    sequence = await aSequence({ juju });
    await sequence.ran();
    const charm = path.join(agentFolderOf(sequence), 'charm');
    expect(await readFile(path.join(charm, '.juju-charm'), 'utf8')).toBe(url);
    expect(await readFile(path.join(charm, 'revision'), 'utf8')).toBe('0');
  });

  it('has a revision that counts the uploads of charms of its name', async () => {
    sequence = await aSequence({ units: 0 });
    const charm = path.join(sequence.model.folder, 'charm');
    sequence.sim.deploy({ application: 'other', charm });
    sequence.sim.refresh('tiny');
    sequence.sim.addUnit('tiny');
    await sequence.ran();
    expect(await readFile(path.join(agentFolderOf(sequence), 'charm/revision'), 'utf8')).toBe('2');
  });

  it('is what the controller kept, whatever happened to the folder that was deployed', async () => {
    sequence = await aSequence();
    await sequence.rewrites('exit 1');
    expect(await sequence.ran()).toEqual(['install', 'leader-elected', 'config-changed', 'start']);
  });

  it('that has vanished is laid again when the agent starts', async () => {
    sequence = await aSequence();
    await sequence.ran();
    await rm(path.join(agentFolderOf(sequence), 'charm'), { recursive: true });
    sequence.sim.restartAgent('tiny/0');
    expect(await sequence.ran()).toEqual(upgrade);
    expect(hasCharmFile(sequence, 'metadata.yaml')).toBe(true);
  });
});
