import { describe, expect, it } from 'vitest';
import { createTools, remember, sendStatus } from '../../../src/juju/juju.ts';
import { TinyJuju } from './tiny-juju.ts';

function setUp() {
  const juju = new TinyJuju();
  juju.bags = { 'db:3': { 'a/0': { k: 'v' }, 'a/1': { k: 'w' }, 'kubernetes-worker/0': { own: 'x' } } };
  juju.begin();
  return { juju, tools: remember(createTools(juju.run)) };
}

describe('questions within a hook', () => {
  it('a question asked twice costs one call, also when it is asked before the first answer is there', async () => {
    const { juju, tools } = setUp();
    juju.answers.set('config-get', '{"a":1}');
    const answers = await Promise.all([tools.config(), tools.config()]);
    expect([...answers, await tools.config()]).toEqual([{ a: 1 }, { a: 1 }, { a: 1 }]);
    expect(juju.calls).toHaveLength(1);
    expect(tools.count()).toBe(1);
  });

  it('another argument is another question', async () => {
    const { juju, tools } = setUp();
    expect(await tools.relationData('db:3', 'a/0')).toEqual({ k: 'v' });
    expect(await tools.relationData('db:3', 'a/1')).toEqual({ k: 'w' });
    expect(await tools.relationData('db:3', 'a/0')).toEqual({ k: 'v' });
    expect(juju.calls).toHaveLength(2);
  });

  it('a question that failed is asked again', async () => {
    const { juju, tools } = setUp();
    juju.failures.set('is-leader', { exitCode: 1, stderr: 'ERROR leadership status unknown\n' });
    await expect(tools.isLeader()).rejects.toThrow('leadership status unknown');
    juju.failures.clear();
    juju.answers.set('is-leader', 'false');
    expect(await tools.isLeader()).toBe(false);
  });

  it('our own writes are seen in the next answer', async () => {
    const { tools } = setUp();
    expect(await tools.relationData('db:3', 'kubernetes-worker/0')).toEqual({ own: 'x' });
    expect(await tools.openedPorts()).toEqual([]);
    await tools.setRelationData('db:3', { own: null, other: 'y' });
    await tools.openPort('80/tcp');
    expect(await tools.relationData('db:3', 'kubernetes-worker/0')).toEqual({ other: 'y' });
    expect(await tools.openedPorts()).toEqual(['80/tcp']);
    await tools.closePort('80/tcp');
    expect(await tools.openedPorts()).toEqual([]);
  });

  it('a write to one relation leaves the answers about others', async () => {
    const { juju, tools } = setUp();
    juju.bags = { ...juju.bags, 'db:33': { 'a/0': { k: 'z' } } };
    juju.begin();
    await tools.relationData('db:33', 'a/0');
    await tools.setRelationData('db:3', { own: 'y' });
    await tools.relationData('db:33', 'a/0');
    expect(juju.argvsOf('relation-get')).toHaveLength(1);
  });
});

describe('status', () => {
  it('is sent where it differs, after one question', async () => {
    const { juju, tools } = setUp();
    expect(await sendStatus(tools, { status: 'active', message: 'ready' })).toBe(true);
    expect(juju.status).toEqual({ status: 'active', message: 'ready' });
    expect(juju.calls.map(({ argv }) => argv[0])).toEqual(['status-get', 'status-set']);
  });

  it.each([
    ['the same word and message', { status: 'active', message: 'ready' }, false],
    ['another message', { status: 'active', message: '' }, true],
    ['another word', { status: 'waiting', message: 'ready' }, true],
  ])('with %s', async (_what, status, isSent) => {
    const { juju, tools } = setUp();
    juju.status = { status: 'active', message: 'ready' };
    expect(await sendStatus(tools, status)).toBe(isSent);
    expect(juju.status).toEqual(status);
  });

  it('that this hook set itself is not asked for', async () => {
    const { juju, tools } = setUp();
    await tools.setStatus('maintenance', 'installing');
    expect(await sendStatus(tools, { status: 'maintenance', message: 'installing' })).toBe(false);
    expect(juju.argvsOf('status-get')).toEqual([]);
  });
});
