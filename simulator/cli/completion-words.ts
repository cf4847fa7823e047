import { readKept } from '../store/journal.ts';
import { emptyModel } from '../model/model.ts';
import type { Model } from '../model/model.ts';
import { naturalOrder } from '../model/natural-order.ts';
import type { ModelPlace } from './world.ts';

/** The names of a kind that a shell may complete: from the model as it was saved, without opening it; none on trouble. */
export function completionWords({ folder }: ModelPlace, kind: string): string[] {
  return wordsOf(kind, readModel(folder)).sort(naturalOrder);
}

function wordsOf(kind: string, { applications, units, machines, tasks, operations }: Model): string[] {
  switch (kind) {
    case 'applications':
      return Object.keys(applications);
    case 'units':
      return Object.keys(units);
    case 'machines':
      return Object.keys(machines);
    case 'tasks':
      return Object.keys(tasks);
    case 'operations':
      return Object.keys(operations);
    case 'names':
      return [...Object.keys(applications), ...Object.keys(units)];
    default:
      return [];
  }
}

function readModel(folder: string): Model {
  try {
    return readKept(folder)?.model ?? emptyModel('');
  } catch {
    return emptyModel('');
  }
}
