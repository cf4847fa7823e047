import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyPlan, emptyPublication, planPublication } from '../../../src/juju/juju.ts';
import type { Publication } from '../../../src/juju/juju.ts';

const key = fc.oneof(fc.constantFrom('a', 'b', 'constructor', 'egress-subnets'), fc.string({ minLength: 1 }));
const bag = fc.dictionary(key, fc.string({ minLength: 1 }), { maxKeys: 4 });
const publication: fc.Arbitrary<Publication> = fc.record({
  relations: fc.dictionary(fc.constantFrom('db:1', 'db:2', 'cni:3'), bag),
  ports: fc.subarray(['443/tcp', '53/udp', '80/tcp']),
  closing: fc.constant([]),
  version: fc.option(fc.constantFrom('1.10', '1.11')),
});
const keysOfJuju = ['ingress-address', 'private-address', 'egress-subnets'];

function withoutKeysOfJuju(relations: Publication['relations']): Publication['relations'] {
  const kept = (each: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(each).filter(([name]) => !keysOfJuju.includes(name)));
  return Object.fromEntries(Object.entries(relations).map(([id, each]) => [id, kept(each)]));
}

describe('plan of a publication', () => {
  it('applied to what was published gives what is desired', () => {
    fc.assert(
      fc.property(publication, publication, (published, desired) => {
        const after = applyPlan(published, planPublication({ desired, published }));
        const relations = withoutKeysOfJuju({ ...published.relations, ...desired.relations });
        for (const [id, wanted] of Object.entries(relations)) {
          expect(withoutKeysOfJuju({ [id]: after.relations[id] ?? {} })).toEqual({ [id]: wanted });
        }
        expect(after.ports).toEqual(desired.ports);
        expect(after.version).toBe(desired.version ?? published.version);
      }),
    );
  });

  it('has nothing to do once it has been applied', () => {
    fc.assert(
      fc.property(publication, publication, (published, desired) => {
        const after = applyPlan(published, planPublication({ desired, published }));
        expect(planPublication({ desired, published: after })).toEqual({
          relations: {},
          open: [],
          close: [],
          version: null,
        });
      }),
    );
  });

  it('holds only keys that differ, and deletes those that left the bag', () => {
    const published = { ...emptyPublication, relations: { 'db:1': { same: 's', old: 'o', changed: '1' } } };
    const desired = { relations: { 'db:1': { same: 's', changed: '2', fresh: 'f' } } };
    expect(planPublication({ desired, published }).relations).toEqual({
      'db:1': { old: null, changed: '2', fresh: 'f' },
    });
  });

  it('leaves the keys of Juju alone', () => {
    const published = { ...emptyPublication, relations: { 'db:1': { 'ingress-address': '10.0.0.1', a: '1' } } };
    const desired = { relations: { 'db:1': { 'private-address': '10.0.0.2' } } };
    expect(planPublication({ desired, published }).relations).toEqual({ 'db:1': { a: null } });
  });

  it('takes an empty value for no value, as Juju does', () => {
    const published = { ...emptyPublication, relations: { 'db:1': { a: '1' } } };
    expect(planPublication({ desired: { relations: { 'db:1': { a: '', b: '' } } }, published }).relations).toEqual({
      'db:1': { a: null },
    });
  });

  it.each([['80'], ['80/TCP'], ['80-80/tcp'], [' 80/tcp']])('takes port %j for 80/tcp', (port) => {
    const published = { ...emptyPublication, ports: ['80/tcp'] };
    expect(planPublication({ desired: { ports: [port] }, published })).toMatchObject({ open: [], close: [] });
  });

  it.each([
    ['icmp', 'icmp'],
    ['8000-8010/UDP', '8000-8010/udp'],
  ])('opens %s as %s', (port, opened) => {
    expect(planPublication({ desired: { ports: [port] }, published: emptyPublication }).open).toEqual([opened]);
  });

  it('changes nothing that nobody speaks of', () => {
    const published = { relations: { 'db:1': { a: '1' } }, ports: ['80/tcp'], closing: [], version: '1.10' };
    expect(applyPlan(published, planPublication({ desired: {}, published }))).toEqual(published);
  });
});
