import { directiveFor, parsePlacement } from './placement.ts';

interface Placed {
  readonly to?: readonly string[] | null | undefined;
}

/**
 * Application names in an order in which each comes after those that its placements refer to, else by name.
 *
 * `cycle` is what could not be ordered.
 */
export function placementOrder(applications: Readonly<Record<string, Placed | null>>): {
  readonly order: readonly string[];
  readonly cycle: readonly string[];
} {
  const order: string[] = [];
  let left = Object.keys(applications).sort();
  for (;;) {
    const ready = left.find((name) => neededBy(name, applications).every((needed) => !left.includes(needed)));
    if (ready === undefined) return { order, cycle: left };
    order.push(ready);
    left = left.filter((name) => name !== ready);
  }
}

function neededBy(name: string, applications: Readonly<Record<string, Placed | null>>): string[] {
  return (applications[name]?.to ?? []).flatMap((text) => {
    const target = parsePlacement(text)?.target;
    if (target?.kind !== 'unit' && target?.kind !== 'application') return [];
    return target.application === name ? [] : [target.application];
  });
}

/** Where the unit with this number goes, by directive; null: to a machine of its own. */
export function placementOfUnit(to: readonly string[], index: number) {
  const directive = directiveFor(to, index);
  const placement = directive === null ? null : parsePlacement(directive);
  return directive === null || placement === null ? null : { directive, ...placement };
}
