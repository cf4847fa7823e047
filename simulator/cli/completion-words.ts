import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { naturalOrder } from './natural-order.ts';
import type { ModelPlace } from './world.ts';

/** The names of a kind that a shell may complete: from the model as it was saved, without opening it; none on trouble. */
export function completionWords({ folder }: ModelPlace, kind: string): string[] {
  const model = readModel(folder);
  const units = Object.keys(model.units);
  const applications = Object.keys(model.applications);
  return wordsOf(kind, { ...model, unitNames: units, applicationNames: applications }).sort(naturalOrder);
}

interface Names {
  readonly unitNames: readonly string[];
  readonly applicationNames: readonly string[];
  readonly machines: Readonly<Record<string, unknown>>;
  readonly tasks: Readonly<Record<string, unknown>>;
  readonly operations: Readonly<Record<string, unknown>>;
}

function wordsOf(kind: string, names: Names): string[] {
  switch (kind) {
    case 'applications':
      return [...names.applicationNames];
    case 'units':
      return [...names.unitNames];
    case 'machines':
      return Object.keys(names.machines);
    case 'tasks':
      return Object.keys(names.tasks);
    case 'operations':
      return Object.keys(names.operations);
    case 'names':
      return [...names.applicationNames, ...names.unitNames];
    default:
      return [];
  }
}

const things = z.record(z.string(), z.unknown()).default({});
const modelShape = z.object({
  applications: things,
  units: things,
  machines: things,
  tasks: things,
  operations: things,
});
const nothing = modelShape.parse({});

function readModel(folder: string): z.infer<typeof modelShape> {
  try {
    const text = readFileSync(path.join(folder, 'model.json'), 'utf8');
    return z.object({ model: modelShape }).parse(JSON.parse(text)).model;
  } catch {
    return nothing;
  }
}
