import type { Model, Seen } from '../../model/model.ts';
import { unitView } from '../../model/unit-view.ts';

type SeenModel = Seen<Model>;

/**
 * The model with only what these selectors name: applications, units, machines (all three with `*`) or a workload's
 * status. With a unit come its principal or its subordinates, its machine and its application.
 */
export function selectedModel(model: SeenModel, selectors: readonly string[]): SeenModel {
  if (selectors.length === 0) return model;
  const matchers = selectors.map(matcherOf);
  const matches = (name: string) => matchers.some((match) => match(name));
  const named = Object.values(model.units).filter(
    (unit) =>
      matches(unit.name) ||
      matches(unit.application) ||
      matches(unit.machine) ||
      selectors.includes(unitView(unit).workload),
  );
  const names = new Set(named.map(({ name }) => name));
  const units = Object.values(model.units).filter(
    ({ name, principal }) =>
      names.has(name) || (principal !== null && names.has(principal)) || named.some((each) => each.principal === name),
  );
  const used = new Set(units.map(({ machine }) => machine));
  const applications = Object.values(model.applications).filter(
    ({ name }) => matches(name) || units.some((unit) => unit.application === name),
  );
  const shown = new Set(applications.map(({ name }) => name));
  return {
    ...model,
    applications: keyed(applications, ({ name }) => name),
    units: keyed(units, ({ name }) => name),
    machines: keyed(
      Object.values(model.machines).filter(({ id }) => used.has(id) || matches(id) || isParentOf(id, used)),
      ({ id }) => id,
    ),
    relations: keyed(
      Object.values(model.relations).filter(({ endpoints }) => endpoints.some((end) => shown.has(end.application))),
      ({ id }) => `${id}`,
    ),
  };
}

function matcherOf(selector: string): (name: string) => boolean {
  const pattern = selector.replace(/[.+?^${}()|[\]\\]/gu, '\\$&').replaceAll('*', '.*');
  const whole = new RegExp(`^${pattern}$`, 'u');
  return (name) => whole.test(name);
}

function isParentOf(id: string, used: ReadonlySet<string>): boolean {
  return [...used].some((machine) => machine.startsWith(`${id}/`));
}

function keyed<T>(things: readonly T[], keyOf: (thing: T) => string): Record<string, T> {
  return Object.fromEntries(things.map((thing) => [keyOf(thing), thing]));
}
