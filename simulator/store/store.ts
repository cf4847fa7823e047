/**
 * How a model is kept in a folder, so that a simulator that is killed at any point goes on where it was.
 *
 * `observe.ts` notices every write to the model; `journal.ts` keeps a snapshot and the steps after it; `lock.ts` lets
 * one process change a model; `history.ts` is what was run; `clock.ts` is the model's time. `store.ts` puts them
 * together.
 *
 * Imports `model/`. Start reading at `openStore`.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { appendStep, readKept, writeKept } from './journal.ts';
import type { Kept, Step } from './journal.ts';
import type { JujuTrack } from '../model/juju-features.ts';
import { lockFolder } from './lock.ts';
import { emptyModel, JujuRefused } from '../model/model.ts';
import type { Model } from '../model/model.ts';
import { dataOf, observe } from './observe.ts';
import type { WrittenPath } from './observe.ts';

export interface LogLine {
  /** Seconds since the epoch, by the model's clock. */
  readonly time: number;
  /** For example `unit-etcd-0`. */
  readonly entity: string;
  readonly level: 'CRITICAL' | 'DEBUG' | 'ERROR' | 'INFO' | 'TRACE' | 'WARNING';
  /** For example `unit.etcd/0.juju-log`. */
  readonly module: string;
  readonly message: string;
}

/**
 * Where a model is kept, a folder of its own: `model.json` and `journal.jsonl` the model, `log.jsonl` its log,
 * `history.jsonl` its hooks, `lock` who changes it.
 */
export interface Store {
  /** Every write to it is noticed. */
  readonly model: Model;
  /** What the cluster's `snapshot` gave when the model was last saved. */
  readonly cluster: unknown;
  readonly addToLog: (line: LogLine) => void;
  readonly log: () => readonly LogLine[];
  /** The folder holds what the model is at this moment; a crash leaves the old or the new one. `null`: as before. */
  readonly save: (cluster: { readonly snapshot: unknown } | null) => void;
  /** Others may change the model. */
  readonly close: () => void;
}

export interface NewModel {
  readonly juju: JujuTrack;
  /** Where its clock starts. */
  readonly clockSeconds: number;
}

/**
 * The model that is kept in the folder, or an empty one, for this process to change.
 *
 * @throws JujuRefused when the folder holds a model of another version of the simulator, or another process changes it
 */
export function openStore(folder: string, fresh: NewModel, written: (path: WrittenPath) => void): Store {
  mkdirSync(folder, { recursive: true });
  const unlock = lockFolder(folder);
  try {
    return keep(folder, fresh, written, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

/**
 * The model that is kept in the folder, to be looked at: what is done to it here stays here.
 *
 * @throws JujuRefused when there is none
 */
export function lookAtStore(folder: string): Store {
  const found = readKept(folder);
  if (found === null) throw new JujuRefused(`no model in ${folder}: deploy something first`);
  return {
    model: found.model,
    cluster: found.cluster,
    addToLog: () => undefined,
    log: () => readLog(folder),
    save: () => undefined,
    close: () => undefined,
  };
}

/** The log that is kept in the folder. */
export function readLog(folder: string): LogLine[] {
  const file = path.join(folder, logName);
  if (!existsSync(file)) return [];
  const whole = /^[\s\S]*\n/u.exec(readFileSync(file, 'utf8'))?.[0] ?? '';
  return whole.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as LogLine]));
}

function keep(folder: string, fresh: NewModel, written: (path: WrittenPath) => void, unlock: () => void): Store {
  const found = readKept(folder);
  const start: Kept = found ?? { model: emptyModel('default', fresh.juju, fresh.clockSeconds), cluster: null, step: 0 };
  let { cluster, step } = start;
  let journalBytes = 0;
  let unsaved = new Map<string, WrittenPath>();
  let pendingLog: LogLine[] = [];
  const model = observe(start.model, (place) => {
    unsaved.set(place.join('\n'), place);
    written(place);
  });
  // A journal is as long as its last writer made it; it starts anew, and with it what was cut off at its end is gone.
  if (found !== null) writeKept(folder, start);
  dropTornLine(path.join(folder, logName));
  return {
    model,
    cluster,
    addToLog: (line) => void pendingLog.push(line),
    log: () => [...readLog(folder), ...pendingLog],
    save: (changed) => {
      if (pendingLog.length > 0) {
        const lines = pendingLog.map((line) => `${JSON.stringify(line)}\n`).join('');
        appendFileSync(path.join(folder, logName), lines, { mode: 0o600 });
        pendingLog = [];
      }
      if (changed !== null) cluster = changed.snapshot;
      if (unsaved.size === 0 && changed === null && (step > 0 || found !== null)) return;
      step += 1;
      if (step === 1 || journalBytes > largestJournalBytes) {
        writeKept(folder, { model: start.model, cluster, step });
        journalBytes = 0;
      } else {
        const change = stepOf(start.model, step, [...unsaved.values()]);
        journalBytes += appendStep(folder, changed === null ? change : { ...change, cluster });
      }
      unsaved = new Map();
    },
    close: unlock,
  };
}

const logName = 'log.jsonl';
const largestJournalBytes = 16 * 1024 * 1024;

/** A line that was cut off while it was written is gone: the next one does not become a part of it. */
function dropTornLine(file: string): void {
  if (!existsSync(file)) return;
  const content = readFileSync(file);
  const end = content.lastIndexOf('\n') + 1;
  if (end !== content.length) truncateSync(file, end);
}

/** Shortest places first: what was written below another one is in it. */
function stepOf(model: Model, step: number, places: readonly WrittenPath[]): Step {
  const set: [WrittenPath, unknown][] = [];
  const gone: WrittenPath[] = [];
  for (const place of [...places].sort((a, b) => a.length - b.length)) {
    const value = valueAt(model, place);
    if (value === undefined) gone.push(place);
    else set.push([place, value]);
  }
  return { step, set, gone };
}

function valueAt(model: Model, place: WrittenPath): unknown {
  let at: unknown = model;
  for (const key of place) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = dataOf(Reflect.get(at, key));
  }
  return at;
}
