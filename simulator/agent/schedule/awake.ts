import type { Model, Relation } from '../../model/model.ts';
import type { WrittenPath } from '../../store/observe.ts';

/**
 * Units for which something may have become due, told by what is written to the model: so that a step costs what it
 * changes, and not what there is.
 */
export interface Awake {
  /** Something was written to the model. */
  readonly notice: (path: WrittenPath) => void;
  readonly wake: (unit: string) => void;
  readonly wakeAll: () => void;
  /** One of them, which is asleep from then on; null when all are. */
  readonly next: () => string | null;
  /** Whether a relation or an application may have become one that goes. */
  readonly takeSweep: () => boolean;
}

/** Everybody is awake at first. `model` is asked about who is concerned; it need not be a view. */
export function createAwake(model: Model): Awake {
  const units = new Set(Object.keys(model.units));
  let isSweepDue = true;
  const wakeWhere = (isConcerned: (name: string) => boolean) => {
    for (const name of Object.keys(model.units)) if (isConcerned(name)) units.add(name);
  };
  const wakeOf = (...applications: readonly string[]) =>
    wakeWhere((name) => applications.includes(applicationPart(name)));
  const wakeRelation = (relation: Relation, key: string | undefined, writer: string | undefined) => {
    const ends = relation.endpoints.map(({ application }) => application);
    if (key !== 'bags' || writer === undefined) {
      isSweepDue = true;
      wakeOf(...ends);
      return;
    }
    const [first = '', second = first] = ends;
    wakeOf(applicationPart(writer) === first ? second : first);
  };
  const noticeUnit = (name: string, key: string | undefined) => {
    units.add(name);
    const unit = model.units[name];
    if (key !== undefined && key !== 'life' && key !== 'isInstalled') return;
    isSweepDue = true;
    // A unit that came, goes or is gone: its subordinates, its principal and its fellows may have to do something.
    wakeWhere(
      (other) =>
        applicationPart(other) === applicationPart(name) ||
        model.units[other]?.principal === name ||
        other === unit?.principal,
    );
  };
  return {
    notice: ([kind, id = '', key, writer]) => {
      switch (kind) {
        case 'units':
          noticeUnit(id, key);
          return;
        case 'applications':
          isSweepDue = true;
          wakeOf(id);
          return;
        case 'relations': {
          const relation = model.relations[id];
          if (relation === undefined) wakeWhere(() => true);
          else wakeRelation(relation, key, writer);
          return;
        }
        case 'machines':
          if (key !== 'state' && key !== 'faults') wakeWhere((name) => model.units[name]?.machine === id);
          return;
        case 'tasks':
        case 'storages': {
          const unit = (kind === 'tasks' ? model.tasks[id] : model.storages[id])?.unit;
          if (unit !== undefined) units.add(unit);
          return;
        }
        case 'secrets':
          wakeWhere(() => true);
          return;
        default:
      }
    },
    wake: (unit) => void units.add(unit),
    wakeAll: () => wakeWhere(() => true),
    next: () => {
      for (const name of units) {
        units.delete(name);
        if (model.units[name] !== undefined) return name;
      }
      return null;
    },
    takeSweep: () => {
      const isDue = isSweepDue;
      isSweepDue = false;
      return isDue;
    },
  };
}

function applicationPart(unit: string): string {
  return unit.slice(0, unit.indexOf('/'));
}
