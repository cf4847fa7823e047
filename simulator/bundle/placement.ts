/** A `to` directive, taken apart. */
export interface Placement {
  readonly container: 'lxd' | 'kvm' | null;
  readonly target: PlacementTarget;
}

export type PlacementTarget =
  | { readonly kind: 'new' }
  | { readonly kind: 'machine'; readonly id: string }
  | { readonly kind: 'unit'; readonly application: string; readonly number: number }
  /** The next unit of the application, from 0. */
  | { readonly kind: 'application'; readonly application: string };

/** The parts of `[container:]target`; null when it has another form. */
export function parsePlacement(text: string): Placement | null {
  const found = /^(?:(lxd|kvm):)?([a-z0-9][a-z0-9-]*)(?:\/(\d+))?$/.exec(text);
  if (found === null) return null;
  const [, container, name = '', number] = found;
  const target = targetOf(name, number);
  if (target === null) return null;
  return { container: container === 'lxd' || container === 'kvm' ? container : null, target };
}

/** The directive of the unit with this number: the last is repeated; null where a new machine is due. */
export function directiveFor(to: readonly string[], index: number): string | null {
  return to[index] ?? to.at(-1) ?? null;
}

function targetOf(name: string, number: string | undefined): PlacementTarget | null {
  if (number !== undefined) {
    return isApplicationName(name) ? { kind: 'unit', application: name, number: Number(number) } : null;
  }
  if (name === 'new') return { kind: 'new' };
  if (/^\d+$/.test(name)) return { kind: 'machine', id: name };
  return isApplicationName(name) ? { kind: 'application', application: name } : null;
}

function isApplicationName(name: string): boolean {
  return /^[a-z][a-z0-9]*(-[a-z0-9]*[a-z][a-z0-9]*)*$/.test(name);
}
