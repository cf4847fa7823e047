import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataOf, observe } from '../../../simulator/store/observe.ts';

function watched<T extends object>(root: T): { readonly view: T; readonly places: string[] } {
  const places: string[] = [];
  return { view: observe(root, (place) => places.push(place.join('.'))), places };
}

describe('a watched model', () => {
  it('tells where something was written, however deep', () => {
    const { view, places } = watched({ units: { 'a/0': { life: 'alive', relations: { 3: { members: {} } } } } });
    view.units['a/0'].life = 'dying';
    Object.assign(view.units['a/0'].relations[3].members, { 'b/0': 1 });
    expect(places).toEqual(['units.a/0.life', 'units.a/0.relations.3.members']);
  });

  it('tells a change of an array as one of the whole array', () => {
    const { view, places } = watched<{ units: { requested: string[] } }>({ units: { requested: [] } });
    view.units.requested.push('install', 'start');
    view.units.requested.shift();
    expect(new Set(places)).toEqual(new Set(['units.requested']));
    expect([...view.units.requested]).toEqual(['start']);
  });

  it('says nothing of a write that changes nothing, and of reading', () => {
    const { view, places } = watched({ units: { a: { life: 'alive', queued: { name: 'install' } } } });
    view.units.a.life = 'alive';
    const { queued } = view.units.a;
    view.units.a.queued = queued;
    expect(JSON.stringify(view)).toContain('install');
    expect(places).toEqual([]);
  });

  it('tells what is deleted, once', () => {
    const { view, places } = watched<{ units: Record<string, object> }>({ units: { a: {} } });
    delete view.units['a'];
    delete view.units['a'];
    expect(places).toEqual(['units.a']);
  });

  it('gives the same view for the same thing, and what is behind it on request', () => {
    const root = { units: { a: { life: 'alive' } } };
    const { view } = watched(root);
    expect(view.units.a).toBe(view.units.a);
    expect(Object.values(view.units)[0]).toBe(view.units.a);
    expect(dataOf(view.units.a)).toBe(root.units.a);
    expect(dataOf(7)).toBe(7);
  });

  it('watches what was put in from a view, and what a new object is read back as', () => {
    const { view, places } = watched<{ units: Record<string, { life: string; hook?: object }> }>({ units: {} });
    view.units['a'] = { life: 'alive' };
    places.length = 0;
    view.units['a'].life = 'dead';
    view.units['b'] = { life: 'alive', hook: view.units['a'] };
    expect(places).toEqual(['units.a.life', 'units.b']);
    expect(JSON.stringify(view.units['b'])).toBe('{"life":"alive","hook":{"life":"dead"}}');
  });

  it('does to the data what is done to the view', () => {
    const change = fc.oneof(
      fc.record({ key: fc.constantFrom('a', 'b', 'c'), value: fc.jsonValue() }),
      fc.record({ key: fc.constantFrom('a', 'b', 'c'), value: fc.constant(undefined) }),
    );
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const plain: Record<string, unknown> = {};
        const { view } = watched<Record<string, unknown>>({});
        for (const { key, value } of changes) {
          for (const target of [plain, view]) {
            if (value === undefined) delete target[key];
            else target[key] = value;
          }
        }
        expect(JSON.parse(JSON.stringify(view))).toEqual(JSON.parse(JSON.stringify(plain)));
      }),
    );
  });
});
