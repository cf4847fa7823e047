import { appendFileSync, existsSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { JujuRefused } from '../model/model.ts';
import type { Model } from '../model/model.ts';
import type { WrittenPath } from './observe.ts';

/** A model and its cluster as they are on disk. */
export interface Kept {
  readonly model: Model;
  /** What the cluster's `snapshot` gave. */
  readonly cluster: unknown;
  /** Counts the steps that have been written. */
  readonly step: number;
}

/** One step: what the model has at these places, and where it has nothing any more. */
export interface Step {
  readonly step: number;
  readonly set: readonly (readonly [WrittenPath, unknown])[];
  readonly gone: readonly WrittenPath[];
  /** Only when it has changed. */
  readonly cluster?: unknown;
}

/**
 * The model that is kept in a folder: `model.json` and the steps of `journal.jsonl` that came after it; null when there
 * is none.
 *
 * A step that was cut off while it was written does not count. Safe beside a process that writes.
 *
 * @throws JujuRefused when the folder holds a model of another version of the simulator
 */
export function readKept(folder: string): Kept | null {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const kept = readOnce(folder);
    if (kept !== 'try again') return kept;
  }
  throw new JujuRefused(`${path.join(folder, journalName)} does not go with ${modelName}`);
}

/** `model.json` holds everything, and the journal is empty. */
export function writeKept(folder: string, kept: Kept): void {
  const file = path.join(folder, modelName);
  const temporary = `${file}.part`;
  writeFileSync(temporary, JSON.stringify(kept), { mode: 0o600 });
  renameSync(temporary, file);
  const journal = path.join(folder, journalName);
  if (existsSync(journal)) truncateSync(journal);
}

/** The journal has one more step; the answer is its size in bytes. */
export function appendStep(folder: string, step: Step): number {
  const line = `${JSON.stringify(step)}\n`;
  appendFileSync(path.join(folder, journalName), line, { mode: 0o600 });
  return Buffer.byteLength(line);
}

const modelName = 'model.json';
const journalName = 'journal.jsonl';

const keptShape = z.object({
  model: z.looseObject({ schema: z.literal(2) }),
  cluster: z.unknown(),
  step: z.number(),
});
const stepShape = z.object({
  step: z.number(),
  set: z.array(z.tuple([z.array(z.string()), z.unknown()])),
  gone: z.array(z.array(z.string())),
  cluster: z.unknown().optional(),
});

function readOnce(folder: string): Kept | null | 'try again' {
  const file = path.join(folder, modelName);
  if (!existsSync(file)) return null;
  const parsed = keptShape.safeParse(parsedJson(readFileSync(file, 'utf8')));
  if (!parsed.success)
    throw new JujuRefused(`${file} is no model of this version of the simulator: start with an empty folder`);
  const { model } = parsed.data;
  let { cluster, step } = parsed.data;
  for (const next of stepsOf(path.join(folder, journalName))) {
    if (next.step <= step) continue;
    if (next.step !== step + 1) return 'try again';
    for (const [place, value] of next.set) setAt(model, place, value);
    for (const place of next.gone) deleteAt(model, place);
    if ('cluster' in next) cluster = next.cluster;
    ({ step } = next);
  }
  // The schema number is what tells that the rest has this version's form.
  return { model: model as unknown as Model, cluster, step };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function stepsOf(file: string): Step[] {
  if (!existsSync(file)) return [];
  const whole = /^[\s\S]*\n/u.exec(readFileSync(file, 'utf8'))?.[0] ?? '';
  return whole.split('\n').flatMap((line) => (line === '' ? [] : [stepShape.parse(JSON.parse(line)) as Step]));
}

function setAt(root: object, place: WrittenPath, value: unknown): void {
  const parent = parentOf(root, place);
  const key = place.at(-1);
  if (parent !== null && key !== undefined) Reflect.set(parent, key, value);
}

function deleteAt(root: object, place: WrittenPath): void {
  const parent = parentOf(root, place);
  const key = place.at(-1);
  if (parent !== null && key !== undefined) Reflect.deleteProperty(parent, key);
}

function parentOf(root: object, place: WrittenPath): object | null {
  let at: object = root;
  for (const key of place.slice(0, -1)) {
    const below: unknown = Reflect.get(at, key);
    if (typeof below !== 'object' || below === null) return null;
    at = below;
  }
  return at;
}
